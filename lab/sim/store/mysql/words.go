package mysql

import (
	"context"
	"strconv"
	"strings"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/vitess/go/vt/sqlparser"
)

// reserved are the words that MySQL 8.0 allows as names only in backticks (manual, "Keywords and Reserved Words").
var reserved = func() map[string]bool {
	m := make(map[string]bool)
	for _, w := range strings.Fields(`
		ACCESSIBLE ADD ALL ALTER ANALYZE AND AS ASC ASENSITIVE BEFORE BETWEEN BIGINT BINARY BLOB BOTH BY CALL CASCADE CASE CHANGE
		CHAR CHARACTER CHECK COLLATE COLUMN CONDITION CONSTRAINT CONTINUE CONVERT CREATE CROSS CUBE CUME_DIST CURRENT_DATE CURRENT_TIME
		CURRENT_TIMESTAMP CURRENT_USER CURSOR DATABASE DATABASES DAY_HOUR DAY_MICROSECOND DAY_MINUTE DAY_SECOND DEC DECIMAL DECLARE
		DEFAULT DELAYED DELETE DENSE_RANK DESC DESCRIBE DETERMINISTIC DISTINCT DISTINCTROW DIV DOUBLE DROP DUAL EACH ELSE ELSEIF EMPTY
		ENCLOSED ESCAPED EXCEPT EXISTS EXIT EXPLAIN FALSE FETCH FIRST_VALUE FLOAT FLOAT4 FLOAT8 FOR FORCE FOREIGN FROM FULLTEXT FUNCTION
		GENERATED GET GRANT GROUP GROUPING GROUPS HAVING HIGH_PRIORITY HOUR_MICROSECOND HOUR_MINUTE HOUR_SECOND IF IGNORE IN INDEX INFILE
		INNER INOUT INSENSITIVE INSERT INT INT1 INT2 INT3 INT4 INT8 INTEGER INTERSECT INTERVAL INTO IO_AFTER_GTIDS IO_BEFORE_GTIDS IS
		ITERATE JOIN JSON_TABLE KEY KEYS KILL LAG LAST_VALUE LATERAL LEAD LEADING LEAVE LEFT LIKE LIMIT LINEAR LINES LOAD LOCALTIME
		LOCALTIMESTAMP LOCK LONG LONGBLOB LONGTEXT LOOP LOW_PRIORITY MASTER_BIND MASTER_SSL_VERIFY_SERVER_CERT MATCH MAXVALUE MEDIUMBLOB
		MEDIUMINT MEDIUMTEXT MIDDLEINT MINUTE_MICROSECOND MINUTE_SECOND MOD MODIFIES NATURAL NOT NO_WRITE_TO_BINLOG NTH_VALUE NTILE NULL
		NUMERIC OF ON OPTIMIZE OPTIMIZER_COSTS OPTION OPTIONALLY OR ORDER OUT OUTER OUTFILE OVER PARTITION PERCENT_RANK PRECISION PRIMARY
		PROCEDURE PURGE RANGE RANK READ READS READ_WRITE REAL RECURSIVE REFERENCES REGEXP RELEASE RENAME REPEAT REPLACE REQUIRE RESIGNAL
		RESTRICT RETURN REVOKE RIGHT RLIKE ROW ROWS ROW_NUMBER SCHEMA SCHEMAS SECOND_MICROSECOND SELECT SENSITIVE SEPARATOR SET SHOW SIGNAL
		SMALLINT SPATIAL SPECIFIC SQL SQLEXCEPTION SQLSTATE SQLWARNING SQL_BIG_RESULT SQL_CALC_FOUND_ROWS SQL_SMALL_RESULT SSL STARTING
		STORED STRAIGHT_JOIN SYSTEM TABLE TERMINATED THEN TINYBLOB TINYINT TINYTEXT TO TRAILING TRIGGER TRUE UNDO UNION UNIQUE UNLOCK
		UNSIGNED UPDATE USAGE USE USING UTC_DATE UTC_TIME UTC_TIMESTAMP VALUES VARBINARY VARCHAR VARCHARACTER VARYING VIRTUAL WHEN WHERE
		WHILE WINDOW WITH WRITE XOR YEAR_MONTH ZEROFILL`) {
		m[w] = true
	}
	return m
}()

// maxQuoted bounds the words that parse quotes in a statement.
const maxQuoted = 16

// parse parses the first statement of a query. The parser reserves words that MySQL doesn't (the column vl2.shared of DeepFlow,
// the name in ADD COLUMN … AFTER name): such a word, met where the parser doesn't expect it, is put in backticks and the
// query tried again. A query that is wrong all the same gets its first error.
func (h handler) parse(ctx context.Context, query string, multi bool, o sqlparser.ParserOptions) (stmt sqlparser.Statement, one, rest string, err error) {
	text := sql.RemoveSpaceAndDelimiter(query, ';')
	stmt, one, rest, err = h.engine.Parser.ParseWithOptions(ctx, text, ';', multi, o)
	if err == nil {
		if one == "" {
			one = text
		}
		return stmt, one, rest, nil
	}
	first := parseError(query, err)
	for range maxQuoted {
		quoted, ok := quoteUnexpected(text, err)
		if !ok {
			return nil, "", "", first
		}
		text = quoted
		if stmt, one, rest, err = h.engine.Parser.ParseWithOptions(ctx, text, ';', multi, o); err == nil {
			if one == "" {
				one = text
			}
			return stmt, one, rest, nil
		}
	}
	return nil, "", "", first
}

// quoteUnexpected puts the word that a syntax error points at in backticks, if MySQL doesn't reserve it.
func quoteUnexpected(query string, err error) (string, bool) {
	m := syntaxAt.FindStringSubmatch(err.Error())
	if m == nil {
		return "", false
	}
	position, _ := strconv.Atoi(m[1])
	end := min(position-1, len(query))
	for _, end := range []int{end, end - 1} { // the tokenizer may have read the character behind the word
		at := max(0, end)
		for at > 0 && isWord(query[at-1]) {
			at--
		}
		if end <= at || query[at] >= '0' && query[at] <= '9' || reserved[strings.ToUpper(query[at:end])] || at > 0 && strings.IndexByte("`'\"@", query[at-1]) >= 0 {
			continue
		}
		return query[:at] + "`" + query[at:end] + "`" + query[end:], true
	}
	return "", false
}

func isWord(c byte) bool {
	return c == '_' || c == '$' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' || c >= 0x80
}
