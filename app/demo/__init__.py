"""The demo: citizens write over the platforms' real protocols to stand-ins on loopback, and what must become of it.

    acts/<name>.py      a platform's stand-in, the office's accounts there, how a line is spoken, who got what
    acts/<name>.toml    its lines: what each shows, how it must end, who must be answered
    act, line           what every act offers; a line, and what became of it
    play                speaks the lines one by one, watches, and says what is not as it should be
    show                what the watcher sees
    stage               the office: configuration, database, an officer, the real service

A channel adds its part with two files: a module `acts/<name>.py` with a function `open_act() -> Act`
(app.demo.act.Act: `accounts`, `start`, `opened`, `speak`, `answers`, `stop`), and its lines beside it in
`acts/<name>.toml` (app.demo.line.Line). Nothing else knows it: the acts are found by listing the folder.
Where more than `run.in` is needed, it goes into requirements/demo.in.
"""
