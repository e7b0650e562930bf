-- The tables of Aduan's first version. Frozen: what changes is written in a later revision.

CREATE TABLE account (
    name VARCHAR NOT NULL,
    kind VARCHAR DEFAULT '' NOT NULL,
    connected_at TIMESTAMP WITH TIME ZONE,
    state VARCHAR DEFAULT '' NOT NULL,
    last_success TIMESTAMP WITH TIME ZONE,
    last_error TIMESTAMP WITH TIME ZONE,
    error VARCHAR DEFAULT '' NOT NULL,
    next_try TIMESTAMP WITH TIME ZONE,
    backlog INTEGER DEFAULT '0' NOT NULL,
    reported_at TIMESTAMP WITH TIME ZONE,
    expires_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_account PRIMARY KEY (name)
);

CREATE TABLE anchor (
    id BIGSERIAL NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    hash BYTEA NOT NULL,
    CONSTRAINT pk_anchor PRIMARY KEY (id)
);

CREATE TABLE case_group (
    id BIGSERIAL NOT NULL,
    component VARCHAR NOT NULL,
    sector VARCHAR NOT NULL,
    proposed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    confirmed_by VARCHAR DEFAULT '' NOT NULL,
    CONSTRAINT pk_case_group PRIMARY KEY (id)
);

CREATE TABLE cursor (
    account VARCHAR NOT NULL,
    stream VARCHAR NOT NULL,
    value VARCHAR NOT NULL,
    CONSTRAINT pk_cursor PRIMARY KEY (account, stream)
);

CREATE TABLE data_key (
    id BIGSERIAL NOT NULL,
    wrapped BYTEA,
    destroyed_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_data_key PRIMARY KEY (id)
);

CREATE TABLE disclosure (
    id BIGSERIAL NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    by VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    what VARCHAR NOT NULL,
    CONSTRAINT pk_disclosure PRIMARY KEY (id)
);

CREATE TABLE ledger (
    account VARCHAR NOT NULL,
    day DATE NOT NULL,
    shard INTEGER NOT NULL,
    received INTEGER DEFAULT '0' NOT NULL,
    CONSTRAINT pk_ledger PRIMARY KEY (account, day, shard)
);

CREATE TABLE officer (
    name VARCHAR NOT NULL,
    full_name VARCHAR NOT NULL,
    role VARCHAR NOT NULL,
    unit VARCHAR DEFAULT '' NOT NULL,
    active BOOLEAN NOT NULL,
    password_hash VARCHAR NOT NULL,
    CONSTRAINT pk_officer PRIMARY KEY (name)
);

CREATE TABLE paper_form (
    id BIGSERIAL NOT NULL,
    letter VARCHAR NOT NULL,
    code_hash BYTEA NOT NULL,
    printed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    printed_by VARCHAR NOT NULL,
    state VARCHAR DEFAULT 'open' NOT NULL,
    settled_at TIMESTAMP WITH TIME ZONE,
    settled_by VARCHAR DEFAULT '' NOT NULL,
    reason VARCHAR DEFAULT '' NOT NULL,
    account VARCHAR DEFAULT '' NOT NULL,
    external_hash BYTEA,
    CONSTRAINT pk_paper_form PRIMARY KEY (id),
    CONSTRAINT uq_paper_form_code_hash UNIQUE (code_hash)
);
CREATE INDEX ix_paper_form_state ON paper_form (state, id);

CREATE TABLE ticket_counter (
    year INTEGER NOT NULL,
    last INTEGER NOT NULL,
    CONSTRAINT pk_ticket_counter PRIMARY KEY (year)
);

CREATE TABLE usage (
    account VARCHAR NOT NULL,
    month DATE NOT NULL,
    reads INTEGER DEFAULT '0' NOT NULL,
    writes INTEGER DEFAULT '0' NOT NULL,
    cost BIGINT NOT NULL,
    ceiling BIGINT NOT NULL,
    CONSTRAINT pk_usage PRIMARY KEY (account, month)
);

CREATE TABLE box_opening (
    id BIGSERIAL NOT NULL,
    key_hash BYTEA NOT NULL,
    opened_at TIMESTAMP WITH TIME ZONE NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    recorded_by VARCHAR NOT NULL,
    account VARCHAR NOT NULL,
    data_key_id BIGINT NOT NULL,
    content BYTEA NOT NULL,
    CONSTRAINT pk_box_opening PRIMARY KEY (id),
    CONSTRAINT uq_box_opening_key_hash UNIQUE (key_hash),
    CONSTRAINT fk_box_opening_data_key_id_data_key FOREIGN KEY(data_key_id) REFERENCES data_key (id)
);

CREATE TABLE envelope (
    id BIGSERIAL NOT NULL,
    account VARCHAR NOT NULL,
    stream VARCHAR DEFAULT '' NOT NULL,
    key_hash BYTEA NOT NULL,
    data_key_id BIGINT NOT NULL,
    head BYTEA NOT NULL,
    received_at TIMESTAMP WITH TIME ZONE NOT NULL,
    kept_at TIMESTAMP WITH TIME ZONE NOT NULL,
    day DATE NOT NULL,
    state VARCHAR DEFAULT 'unread' NOT NULL,
    tries INTEGER DEFAULT '0' NOT NULL,
    fence INTEGER DEFAULT '0' NOT NULL,
    leased_until TIMESTAMP WITH TIME ZONE,
    code VARCHAR DEFAULT '' NOT NULL,
    detail BYTEA,
    set_aside_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_envelope PRIMARY KEY (id),
    CONSTRAINT uq_envelope_account_key_hash UNIQUE (account, key_hash),
    CONSTRAINT fk_envelope_data_key_id_data_key FOREIGN KEY(data_key_id) REFERENCES data_key (id)
);
CREATE INDEX ix_envelope_leased ON envelope (account, stream, id) WHERE state = 'unread' AND leased_until IS NOT NULL;
CREATE INDEX ix_envelope_quarantined ON envelope (id) WHERE state = 'quarantined';
CREATE INDEX ix_envelope_unread ON envelope (id) WHERE state = 'unread';

CREATE TABLE party (
    id BIGSERIAL NOT NULL,
    data_key_id BIGINT NOT NULL,
    name BYTEA,
    CONSTRAINT pk_party PRIMARY KEY (id),
    CONSTRAINT fk_party_data_key_id_data_key FOREIGN KEY(data_key_id) REFERENCES data_key (id)
);

CREATE TABLE session (
    token_hash VARCHAR NOT NULL,
    officer VARCHAR NOT NULL,
    began_at TIMESTAMP WITH TIME ZONE NOT NULL,
    seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_session PRIMARY KEY (token_hash),
    CONSTRAINT fk_session_officer_officer FOREIGN KEY(officer) REFERENCES officer (name)
);
CREATE INDEX ix_session_seen_at ON session (seen_at);

CREATE TABLE address (
    id BIGSERIAL NOT NULL,
    party_id BIGINT NOT NULL,
    kind VARCHAR NOT NULL,
    address_hash BYTEA NOT NULL,
    content BYTEA NOT NULL,
    CONSTRAINT pk_address PRIMARY KEY (id),
    CONSTRAINT fk_address_party_id_party FOREIGN KEY(party_id) REFERENCES party (id),
    CONSTRAINT uq_address_address_hash UNIQUE (address_hash)
);
CREATE INDEX ix_address_party_id ON address (party_id);

CREATE TABLE box_paper (
    box_opening_id BIGINT NOT NULL,
    place INTEGER NOT NULL,
    external_hash BYTEA NOT NULL,
    CONSTRAINT pk_box_paper PRIMARY KEY (box_opening_id, place),
    CONSTRAINT fk_box_paper_box_opening_id_box_opening FOREIGN KEY(box_opening_id) REFERENCES box_opening (id)
);

CREATE TABLE complaint (
    id BIGSERIAL NOT NULL,
    ticket VARCHAR NOT NULL,
    version INTEGER DEFAULT '1' NOT NULL,
    state VARCHAR NOT NULL,
    open BOOLEAN NOT NULL,
    kind VARCHAR NOT NULL,
    component VARCHAR,
    sector VARCHAR NOT NULL,
    integrity BOOLEAN DEFAULT false NOT NULL,
    language VARCHAR NOT NULL,
    account VARCHAR NOT NULL,
    letter VARCHAR DEFAULT '' NOT NULL,
    received_at TIMESTAMP WITH TIME ZONE NOT NULL,
    opened_at TIMESTAMP WITH TIME ZONE NOT NULL,
    due DATE,
    basis VARCHAR NOT NULL,
    calendar VARCHAR DEFAULT '' NOT NULL,
    due_sure BOOLEAN DEFAULT false NOT NULL,
    unit VARCHAR DEFAULT '' NOT NULL,
    holder VARCHAR DEFAULT '' NOT NULL,
    deputy VARCHAR DEFAULT '' NOT NULL,
    routing_row VARCHAR DEFAULT '' NOT NULL,
    party_id BIGINT NOT NULL,
    data_key_id BIGINT NOT NULL,
    subject BYTEA,
    preview BYTEA,
    restricted BOOLEAN DEFAULT false NOT NULL,
    missing VARCHAR DEFAULT '' NOT NULL,
    awaiting_until DATE,
    unread BOOLEAN DEFAULT false NOT NULL,
    related VARCHAR DEFAULT '' NOT NULL,
    answered_at TIMESTAMP WITH TIME ZONE,
    check_hash BYTEA NOT NULL,
    messages INTEGER DEFAULT '0' NOT NULL,
    last_at TIMESTAMP WITH TIME ZONE NOT NULL,
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    undelivered BOOLEAN DEFAULT false NOT NULL,
    by_hand BOOLEAN DEFAULT false NOT NULL,
    proposed BOOLEAN DEFAULT false NOT NULL,
    head BYTEA NOT NULL,
    entries INTEGER DEFAULT '0' NOT NULL,
    CONSTRAINT pk_complaint PRIMARY KEY (id),
    CONSTRAINT uq_complaint_ticket UNIQUE (ticket),
    CONSTRAINT fk_complaint_party_id_party FOREIGN KEY(party_id) REFERENCES party (id),
    CONSTRAINT fk_complaint_data_key_id_data_key FOREIGN KEY(data_key_id) REFERENCES data_key (id)
);
CREATE INDEX ix_complaint_account ON complaint (account, open, id);
CREATE INDEX ix_complaint_awaiting ON complaint (state, id, restricted) WHERE state = 'awaiting_data';
CREATE INDEX ix_complaint_by_hand ON complaint (by_hand, id, restricted) WHERE by_hand;
CREATE INDEX ix_complaint_changed_at ON complaint (changed_at);
CREATE INDEX ix_complaint_component ON complaint (component, open, id);
CREATE INDEX ix_complaint_due ON complaint (open, due, state, restricted) WHERE open;
CREATE INDEX ix_complaint_holder ON complaint (holder, open, id, restricted);
CREATE INDEX ix_complaint_kind ON complaint (kind, open, id, restricted);
CREATE INDEX ix_complaint_open ON complaint (open, id, restricted);
CREATE INDEX ix_complaint_party_id ON complaint (party_id);
CREATE INDEX ix_complaint_proposed ON complaint (proposed, id, restricted) WHERE proposed;
CREATE INDEX ix_complaint_sector ON complaint (sector, open, id);
CREATE INDEX ix_complaint_undelivered ON complaint (undelivered, id, restricted) WHERE undelivered;
CREATE INDEX ix_complaint_unit ON complaint (unit, open, id);
CREATE INDEX ix_complaint_unread ON complaint (unread, open, id, restricted) WHERE unread AND open;

CREATE TABLE envelope_body (
    envelope_id BIGINT NOT NULL,
    body BYTEA NOT NULL,
    CONSTRAINT pk_envelope_body PRIMARY KEY (envelope_id),
    CONSTRAINT fk_envelope_body_envelope_id_envelope FOREIGN KEY(envelope_id) REFERENCES envelope (id)
);

CREATE TABLE case_address (
    complaint_id BIGINT NOT NULL,
    address_id BIGINT NOT NULL,
    CONSTRAINT pk_case_address PRIMARY KEY (complaint_id, address_id),
    CONSTRAINT fk_case_address_complaint_id_complaint FOREIGN KEY(complaint_id) REFERENCES complaint (id),
    CONSTRAINT fk_case_address_address_id_address FOREIGN KEY(address_id) REFERENCES address (id)
);
CREATE INDEX ix_case_address_address_id ON case_address (address_id, complaint_id);

CREATE TABLE case_group_member (
    group_id BIGINT NOT NULL,
    complaint_id BIGINT NOT NULL,
    membership VARCHAR NOT NULL,
    CONSTRAINT pk_case_group_member PRIMARY KEY (group_id, complaint_id),
    CONSTRAINT fk_case_group_member_group_id_case_group FOREIGN KEY(group_id) REFERENCES case_group (id),
    CONSTRAINT fk_case_group_member_complaint_id_complaint FOREIGN KEY(complaint_id) REFERENCES complaint (id)
);
CREATE INDEX ix_case_group_member_complaint_id ON case_group_member (complaint_id);
CREATE INDEX ix_case_group_member_proposed ON case_group_member (group_id) WHERE membership = 'proposed';

CREATE TABLE classification (
    complaint_id BIGINT NOT NULL,
    version VARCHAR DEFAULT '' NOT NULL,
    content BYTEA NOT NULL,
    CONSTRAINT pk_classification PRIMARY KEY (complaint_id),
    CONSTRAINT fk_classification_complaint_id_complaint FOREIGN KEY(complaint_id) REFERENCES complaint (id)
);

CREATE TABLE history (
    id BIGSERIAL NOT NULL,
    complaint_id BIGINT NOT NULL,
    sequence INTEGER NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    by VARCHAR NOT NULL,
    what VARCHAR NOT NULL,
    detail BYTEA,
    hash BYTEA NOT NULL,
    anchor_id BIGINT,
    CONSTRAINT pk_history PRIMARY KEY (id),
    CONSTRAINT uq_history_complaint_id_sequence UNIQUE (complaint_id, sequence),
    CONSTRAINT fk_history_complaint_id_complaint FOREIGN KEY(complaint_id) REFERENCES complaint (id),
    CONSTRAINT fk_history_anchor_id_anchor FOREIGN KEY(anchor_id) REFERENCES anchor (id)
);
CREATE INDEX ix_history_anchor_id ON history (anchor_id, id) WHERE anchor_id IS NOT NULL;
CREATE INDEX ix_history_unanchored ON history (id) WHERE anchor_id IS NULL;

CREATE TABLE item (
    id BIGSERIAL NOT NULL,
    account VARCHAR NOT NULL,
    day DATE NOT NULL,
    envelope_id BIGINT,
    position INTEGER DEFAULT '0' NOT NULL,
    external_hash BYTEA,
    state VARCHAR NOT NULL,
    detail BYTEA,
    complaint_id BIGINT,
    ended_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_item PRIMARY KEY (id),
    CONSTRAINT uq_item_account_external_hash UNIQUE (account, external_hash),
    CONSTRAINT fk_item_envelope_id_envelope FOREIGN KEY(envelope_id) REFERENCES envelope (id),
    CONSTRAINT fk_item_complaint_id_complaint FOREIGN KEY(complaint_id) REFERENCES complaint (id)
);
CREATE INDEX ix_item_day ON item (day, account, state);
CREATE INDEX ix_item_flood ON item (envelope_id) WHERE state = 'flood';

CREATE TABLE judgement (
    id BIGSERIAL NOT NULL,
    complaint_id BIGINT NOT NULL,
    field VARCHAR NOT NULL,
    version VARCHAR NOT NULL,
    found VARCHAR NOT NULL,
    confidence FLOAT NOT NULL,
    abstained BOOLEAN DEFAULT false NOT NULL,
    label VARCHAR NOT NULL,
    by VARCHAR NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    language VARCHAR NOT NULL,
    account VARCHAR NOT NULL,
    shadow_version VARCHAR DEFAULT '' NOT NULL,
    shadow VARCHAR DEFAULT '' NOT NULL,
    CONSTRAINT pk_judgement PRIMARY KEY (id),
    CONSTRAINT fk_judgement_complaint_id_complaint FOREIGN KEY(complaint_id) REFERENCES complaint (id)
);
CREATE INDEX ix_judgement_complaint_id ON judgement (complaint_id);

CREATE TABLE message (
    id BIGSERIAL NOT NULL,
    complaint_id BIGINT,
    envelope_id BIGINT NOT NULL,
    party_id BIGINT,
    account VARCHAR NOT NULL,
    sender_hash BYTEA NOT NULL,
    data_key_id BIGINT NOT NULL,
    content BYTEA NOT NULL,
    received_at TIMESTAMP WITH TIME ZONE NOT NULL,
    automatic VARCHAR DEFAULT '' NOT NULL,
    CONSTRAINT pk_message PRIMARY KEY (id),
    CONSTRAINT fk_message_complaint_id_complaint FOREIGN KEY(complaint_id) REFERENCES complaint (id),
    CONSTRAINT fk_message_envelope_id_envelope FOREIGN KEY(envelope_id) REFERENCES envelope (id),
    CONSTRAINT fk_message_party_id_party FOREIGN KEY(party_id) REFERENCES party (id),
    CONSTRAINT fk_message_data_key_id_data_key FOREIGN KEY(data_key_id) REFERENCES data_key (id)
);
CREATE INDEX ix_message_complaint_id ON message (complaint_id);
CREATE INDEX ix_message_sender ON message (sender_hash, received_at);

CREATE TABLE outbox (
    id BIGSERIAL NOT NULL,
    complaint_id BIGINT,
    account VARCHAR NOT NULL,
    purpose VARCHAR NOT NULL,
    number INTEGER NOT NULL,
    token VARCHAR NOT NULL,
    address_hash BYTEA NOT NULL,
    conversation BYTEA NOT NULL,
    data_key_id BIGINT NOT NULL,
    content BYTEA NOT NULL,
    machine BOOLEAN DEFAULT false NOT NULL,
    by VARCHAR DEFAULT '' NOT NULL,
    state VARCHAR NOT NULL,
    planned_at TIMESTAMP WITH TIME ZONE NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE NOT NULL,
    tries INTEGER DEFAULT '0' NOT NULL,
    fence INTEGER DEFAULT '0' NOT NULL,
    leased_until TIMESTAMP WITH TIME ZONE,
    repeat BOOLEAN DEFAULT false NOT NULL,
    code VARCHAR DEFAULT '' NOT NULL,
    link BYTEA,
    external_hash BYTEA,
    settled_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_outbox PRIMARY KEY (id),
    CONSTRAINT uq_outbox_complaint_id_purpose_number UNIQUE (complaint_id, purpose, number),
    CONSTRAINT fk_outbox_complaint_id_complaint FOREIGN KEY(complaint_id) REFERENCES complaint (id),
    CONSTRAINT fk_outbox_data_key_id_data_key FOREIGN KEY(data_key_id) REFERENCES data_key (id)
);
CREATE INDEX ix_outbox_address ON outbox (address_hash, planned_at);
CREATE INDEX ix_outbox_by_hand ON outbox (complaint_id) WHERE state = 'by_hand';
CREATE INDEX ix_outbox_due ON outbox (account, id) WHERE state = 'due';
CREATE INDEX ix_outbox_external ON outbox (external_hash) WHERE external_hash IS NOT NULL;
CREATE INDEX ix_outbox_open ON outbox (state, account) WHERE state NOT IN ('sent', 'delivered', 'told');
CREATE INDEX ix_outbox_proposed ON outbox (complaint_id) WHERE state = 'proposed';
CREATE INDEX ix_outbox_unsent ON outbox (conversation, id) WHERE state IN ('due', 'sending', 'unknown');

CREATE TABLE thread_key (
    thread_hash BYTEA NOT NULL,
    complaint_id BIGINT NOT NULL,
    CONSTRAINT pk_thread_key PRIMARY KEY (thread_hash, complaint_id),
    CONSTRAINT fk_thread_key_complaint_id_complaint FOREIGN KEY(complaint_id) REFERENCES complaint (id)
);

CREATE TABLE attachment (
    id BIGSERIAL NOT NULL,
    message_id BIGINT NOT NULL,
    place INTEGER DEFAULT '0' NOT NULL,
    reference VARCHAR DEFAULT '' NOT NULL,
    size BIGINT NOT NULL,
    content BYTEA NOT NULL,
    CONSTRAINT pk_attachment PRIMARY KEY (id),
    CONSTRAINT fk_attachment_message_id_message FOREIGN KEY(message_id) REFERENCES message (id)
);
CREATE INDEX ix_attachment_message_id ON attachment (message_id);

CREATE TABLE delivery_report (
    id BIGSERIAL NOT NULL,
    refers_hash BYTEA NOT NULL,
    state VARCHAR NOT NULL,
    permanent BOOLEAN DEFAULT false NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    code VARCHAR DEFAULT '' NOT NULL,
    outbox_id BIGINT,
    CONSTRAINT pk_delivery_report PRIMARY KEY (id),
    CONSTRAINT fk_delivery_report_outbox_id_outbox FOREIGN KEY(outbox_id) REFERENCES outbox (id)
);
CREATE INDEX ix_delivery_report_refers_hash ON delivery_report (refers_hash);

CREATE TABLE search (rowid BIGINT PRIMARY KEY REFERENCES complaint (id), tokens TSVECTOR NOT NULL);
CREATE INDEX ix_search_tokens ON search USING gin (tokens);

CREATE TABLE store_identity (
    id SERIAL NOT NULL CONSTRAINT only_one CHECK (id = 1),
    key_check BYTEA NOT NULL,
    PRIMARY KEY (id)
);
