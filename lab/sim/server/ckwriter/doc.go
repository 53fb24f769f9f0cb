// Package ckwriter stores the ingester's rows in a real ClickHouse over its native protocol. It makes the tables that the ingester
// names with the columns that it names, in DDL that ClickHouse 18.16 takes as well as 23.8; which tables there are and which
// rows they get is the ingester's business.
//
// The tables are plainer than the real server's: no codec, index, TTL or storage policy, which 18.16 doesn't know (the real
// server fails there with exception 62, see CREATE TABLE of flow_log.l4_flow_log_local at v6.6.9), and all are in order of time.
//
// It may import ingester (for what a table is) and lab/deepflow. Every call blocks, in real time, until ClickHouse has answered.
package ckwriter
