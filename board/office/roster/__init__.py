"""A registrar's roster.

`reading` reads the file by `columns`, each row by `understanding`; `plan` compares the rows with the people who are
here, `alarms` looks at it as a whole, `report` words it and `shown` is its page. It is written by
`board.accounts.actions.roster`.
"""
