"""The matching engine: a stable match that is best for mentees, the same everywhere, and explained to each person.

It imports neither Flask nor a database, so it can be read, tested and rerun by itself. Wishes go in (`wishes`), are
numbered (`market`), are settled by deferred acceptance (`acceptance`, `arrays` for very many, `offers` where a mentor
makes several), are judged by a checker that shares no code with them (`checking`) and told to each person
(`explaining`). `record` freezes a run; `docs/matching.md` says what is guaranteed and why.
"""
