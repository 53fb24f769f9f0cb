package clickhouse

import (
	"fmt"
	"net/http"
)

// Version is the release that the manifests of DeepFlow 6.6.9 deploy.
const Version = "23.8.7.24"

// Exception is an error as ClickHouse reports it.
type Exception struct {
	Code    int
	Name    string // "UNKNOWN_TABLE"
	Message string
}

// Error is the exception's first line, as clients print it.
func (e *Exception) Error() string {
	return fmt.Sprintf("Code: %d. DB::Exception: %s (%s)", e.Code, e.Message, e.Name)
}

// names of the codes in src/Common/ErrorCodes.cpp at v23.8 that this package raises, and their HTTP status in
// src/Server/HTTPHandler.cpp.
var codes = map[int]struct {
	name   string
	status int
}{
	16:  {"NO_SUCH_COLUMN_IN_TABLE", http.StatusInternalServerError},
	27:  {"CANNOT_PARSE_INPUT_ASSERTION_FAILED", http.StatusBadRequest},
	36:  {"BAD_ARGUMENTS", http.StatusBadRequest},
	41:  {"CANNOT_PARSE_DATETIME", http.StatusBadRequest},
	42:  {"NUMBER_OF_ARGUMENTS_DOESNT_MATCH", http.StatusInternalServerError},
	43:  {"ILLEGAL_TYPE_OF_ARGUMENT", http.StatusInternalServerError},
	47:  {"UNKNOWN_IDENTIFIER", http.StatusNotFound},
	48:  {"NOT_IMPLEMENTED", http.StatusNotImplemented},
	50:  {"UNKNOWN_TYPE", http.StatusNotFound},
	53:  {"TYPE_MISMATCH", http.StatusBadRequest},
	57:  {"TABLE_ALREADY_EXISTS", http.StatusInternalServerError},
	59:  {"ILLEGAL_TYPE_OF_COLUMN_FOR_FILTER", http.StatusInternalServerError},
	60:  {"UNKNOWN_TABLE", http.StatusNotFound},
	62:  {"SYNTAX_ERROR", http.StatusBadRequest},
	72:  {"CANNOT_PARSE_NUMBER", http.StatusBadRequest},
	73:  {"UNKNOWN_FORMAT", http.StatusNotFound},
	81:  {"UNKNOWN_DATABASE", http.StatusNotFound},
	82:  {"DATABASE_ALREADY_EXISTS", http.StatusInternalServerError},
	117: {"INCORRECT_DATA", http.StatusBadRequest},
	153: {"ILLEGAL_DIVISION", http.StatusInternalServerError},
	184: {"ILLEGAL_AGGREGATION", http.StatusInternalServerError},
	215: {"NOT_AN_AGGREGATE", http.StatusInternalServerError},
	386: {"NO_COMMON_TYPE", http.StatusInternalServerError},
	516: {"AUTHENTICATION_FAILED", http.StatusForbidden},
}

func exception(code int, format string, args ...any) *Exception {
	return &Exception{Code: code, Name: codes[code].name, Message: fmt.Sprintf(format, args...)}
}

// unsupported is what this package doesn't do and ClickHouse does.
func unsupported(what string) *Exception {
	return exception(48, "%s is not implemented by the lab's store.", what)
}

func unknownTable(db, table string) *Exception {
	return exception(60, "Table %s.%s doesn't exist.", db, table)
}

func unknownDatabase(db string) *Exception { return exception(81, "Database %s doesn't exist.", db) }
