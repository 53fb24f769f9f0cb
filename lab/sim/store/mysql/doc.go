// Package mysql is the MySQL face of the store: databases of tables kept in memory, spoken to in MySQL's wire protocol.
//
// go-mysql-server parses, plans and runs the statements; tables, transactions, sessions, authentication and error texts are
// this package's own, because the engine's memory tables lose writes of concurrent sessions and its errors aren't MySQL's.
//
// Every table is one immutable version (columns, rows, keys) behind an atomic pointer. A statement edits a copy-on-write clone
// of the version and a commit publishes it, so readers take no lock and see whole statements only. Writers run one at a time
// in a Server; rows that an open transaction has written are locked to the others as InnoDB locks them.
//
// Where it differs from MySQL 8.0, so that nobody relies on it:
//
//   - a snapshot is per table, taken at a transaction's first touch and renewed by its writing statements; SELECT … FOR UPDATE
//     locks nothing, and there are no gap locks;
//   - foreign keys, triggers, events, full-text and spatial indexes are refused; users are options, not rows or GRANTs;
//     mysql, performance_schema and sys are listed but empty;
//   - AVG of integers has no padded decimals (4.75, not 4.7500), EXPLAIN shows less, CURRENT_USER() says the client's address;
//   - ALTER TABLE with several clauses inside a stored procedure is planned at once by the engine, which then misplaces FIRST
//     and AFTER and refuses MODIFY … AUTO_INCREMENT before ADD PRIMARY KEY.
//
// It may import the engine and the wire library, nothing of the lab. Nothing of DeepFlow belongs here.
package mysql
