package clickhouse

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
)

// maxBody bounds a request's body: a query and the data of an INSERT.
const maxBody = 256 << 20

// Handler is ClickHouse's HTTP interface to the databases.
type Handler struct {
	DB      *DB
	queries atomic.Uint64
}

// ServeHTTP implements http.Handler.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/ping", "/replicas_status":
		h.ok(w)
		return
	case "/":
	default:
		w.Header().Set("Content-Type", "text/plain; charset=UTF-8")
		w.WriteHeader(http.StatusNotFound)
		fmt.Fprintf(w, "There is no handle %s\n\nUse / or /ping for health checks.\nOr /replicas_status for more sophisticated health checks.\n\nSend queries from your program with POST method or GET /?query=...\n\nUse clickhouse-client:\n\nFor interactive data analysis:\n    clickhouse-client\n\nFor batch query processing:\n    clickhouse-client --query='SELECT 1' > result\n    clickhouse-client < query > result\n", r.URL.Path)
		return
	}
	if r.Method == http.MethodGet && !r.URL.Query().Has("query") {
		h.ok(w)
		return
	}
	h.query(w, r)
}

func (h *Handler) ok(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/html; charset=UTF-8")
	_, _ = io.WriteString(w, "Ok.\n")
}

func (h *Handler) query(w http.ResponseWriter, r *http.Request) {
	id := r.URL.Query().Get("query_id")
	if id == "" {
		id = fmt.Sprintf("00000000-0000-4000-8000-%012x", h.queries.Add(1))
	}
	w.Header().Set("X-ClickHouse-Server-Display-Name", "clickhouse")
	w.Header().Set("X-ClickHouse-Query-Id", id)
	w.Header().Set("X-ClickHouse-Timezone", h.DB.now().Location().String())
	res, format, err := h.answer(w, r)
	if err != nil {
		h.fail(w, err)
		return
	}
	var body bytes.Buffer
	if res.Columns != nil {
		if err := res.write(&body, format, h.DB.now().Location(), 0); err != nil {
			h.fail(w, err)
			return
		}
		w.Header().Set("X-ClickHouse-Format", format)
		w.Header().Set("Content-Type", contentTypes[format])
	} else {
		w.Header().Set("Content-Type", "text/plain; charset=UTF-8")
	}
	w.Header().Set("X-ClickHouse-Summary", fmt.Sprintf(
		`{"read_rows":"%d","read_bytes":"%d","written_rows":"%d","written_bytes":"0","total_rows_to_read":"0","result_rows":"%d","result_bytes":"%d"}`,
		res.Read, res.ReadBytes, res.Written, max(len(res.Rows), res.Written), body.Len()))
	if r.Method == http.MethodHead {
		return
	}
	_, _ = w.Write(body.Bytes())
}

// answer reads the request: the query is the parameter, followed by the body.
func (h *Handler) answer(w http.ResponseWriter, r *http.Request) (*Result, string, error) {
	if err := authenticate(r); err != nil {
		return nil, "", err
	}
	values := r.URL.Query()
	for name := range values {
		if strings.HasPrefix(name, "param_") {
			return nil, "", unsupported("Query parameters")
		}
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		return nil, "", fmt.Errorf("read request: %w", err)
	}
	database := values.Get("database")
	if database == "" {
		database = r.Header.Get("X-ClickHouse-Database")
	}
	if database != "" {
		h.DB.mu.RLock()
		err := h.DB.needs(database)
		h.DB.mu.RUnlock()
		if err != nil {
			return nil, "", err
		}
	}
	text, data := values.Get("query"), string(body)
	if text == "" || insertData(text) < 0 {
		// A query without data goes on in the body, after a line break.
		if text != "" && data != "" {
			text += "\n"
		}
		text, data = text+data, ""
	}
	if strings.TrimSpace(text) == "" {
		return nil, "", exception(62, "Syntax error: failed at position 1 (end of query): . Expected one of: SELECT query, SHOW DATABASES, CREATE QUERY, INSERT query")
	}
	p, err := parse(text)
	if err != nil {
		return nil, "", err
	}
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		switch p.stmt.(type) {
		case *insertStmt, *createTable, *createDatabase, *dropStmt:
			return nil, "", &Exception{164, "READONLY", "Cannot execute query in readonly mode. For queries over HTTP, method GET implies readonly. You should use method POST for modifying queries."}
		}
	}
	format := p.format
	for _, f := range []string{values.Get("default_format"), r.Header.Get("X-ClickHouse-Format")} {
		if format == "" {
			format = f
		}
	}
	if format, err = formatNamed(format); err != nil {
		return nil, "", err
	}
	res, err := h.DB.query(database, text, data)
	return res, format, err
}

// authenticate knows the user default without password.
func authenticate(r *http.Request) error {
	user, password := r.Header.Get("X-ClickHouse-User"), r.Header.Get("X-ClickHouse-Key")
	if u, p, ok := r.BasicAuth(); ok {
		user, password = u, p
	}
	if q := r.URL.Query(); q.Has("user") || q.Has("password") {
		user, password = q.Get("user"), q.Get("password")
	}
	if user == "" {
		user = "default"
	}
	if user != "default" || password != "" {
		return exception(516, "%s: Authentication failed: password is incorrect, or there is no user with such name.", user)
	}
	return nil
}

func (h *Handler) fail(w http.ResponseWriter, err error) {
	var x *Exception
	if !errors.As(err, &x) {
		x = &Exception{1001, "STD_EXCEPTION", err.Error()}
	}
	status := codes[x.Code].status
	if status == 0 {
		status = http.StatusInternalServerError
	}
	w.Header().Set("Content-Type", "text/plain; charset=UTF-8")
	w.Header().Set("X-ClickHouse-Exception-Code", fmt.Sprint(x.Code))
	w.WriteHeader(status)
	fmt.Fprintf(w, "%s (version %s (official build))\n", x, Version)
}
