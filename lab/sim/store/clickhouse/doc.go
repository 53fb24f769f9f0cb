// Package clickhouse is the ClickHouse face of the store: databases of tables in memory, asked over ClickHouse's HTTP
// interface in the part of its SQL that reading a DeepFlow deployment takes, and filled by Go calls or INSERT.
//
// It is a small evaluator of its own, not a translation into another SQL: values, types, names of result columns, formats and
// exceptions are ClickHouse 23.8's, the version that DeepFlow 6.6.9 deploys. What it understands:
//
//   - SELECT [DISTINCT] … FROM one table, with PREWHERE, WHERE, GROUP BY, HAVING, ORDER BY, LIMIT, OFFSET and FORMAT;
//     aliases and positions (GROUP BY 1) as ClickHouse resolves them; arithmetic, comparison, IN, LIKE, BETWEEN, IS NULL,
//     arrays and their subscripts, INTERVAL; the functions in functions.go, the aggregates in aggregates.go and their -If forms;
//   - SHOW DATABASES, TABLES, CREATE TABLE; DESCRIBE; EXISTS; system.databases, system.tables, system.columns, system.one;
//   - CREATE and DROP of databases and tables, TRUNCATE, INSERT … VALUES and FORMAT JSONEachRow, TabSeparated and CSV;
//   - integers up to 64 bits, floats, String, Date, DateTime, DateTime64, Array, Nullable, LowCardinality.
//
// Everything else (joins, subqueries, unions, arrayJoin, lambdas, materialized views, ALTER, TTL, settings that change
// results, …) is answered with exception 48, NOT_IMPLEMENTED, never with a guess. A function it doesn't know is exception 48,
// too, where ClickHouse would say 46 if the function didn't exist. Engines differ in name only: rows stay in the order of
// insertion, nothing is merged or expires.
//
// The native protocol on port 9000 is its hello and ping, which is what a dial check needs.
//
// It may import nothing of the lab.
package clickhouse
