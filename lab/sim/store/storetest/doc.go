// Package storetest is what the lab relies on of MySQL and ClickHouse, as tests that run against any server: the store in its
// unit tests, and real servers where DFLAB_TEST_MYSQL_DSN and DFLAB_TEST_CLICKHOUSE_URL name them, which shows that the store
// and they agree. Where a real server of another make or age answers differently, the case says how and why.
//
// It may import database drivers, not the store.
package storetest
