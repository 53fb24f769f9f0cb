// Package mysql is the MySQL face of the store: databases of tables kept in memory, spoken to in MySQL's wire protocol.
//
// go-mysql-server parses, plans and runs the statements; tables, transactions, sessions, authentication and error texts are
// this package's own, because the engine's memory tables lose writes of concurrent sessions and its errors aren't MySQL's.
//
// Every table is one immutable version (columns, rows, keys) behind an atomic pointer. A statement edits a copy-on-write clone
// of the version and a commit publishes it, so readers take no lock and see whole statements only. Writers run one at a time
// in a Server; rows that an open transaction has written are locked to the others as InnoDB locks them.
//
// It may import the engine and the wire library, nothing of the lab. Nothing of DeepFlow belongs here.
package mysql
