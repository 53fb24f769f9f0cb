package rest

import (
	"bytes"
	"io"
	"net/http"
)

// answer collects a response inside a turn, so that the turn neither waits for the client's bytes nor writes to it.
type answer struct {
	request *http.Request
	header  http.Header
	status  int
	body    bytes.Buffer
}

func newAnswer(r *http.Request) *answer {
	body, err := io.ReadAll(r.Body)
	r.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body), failing{err}))
	return &answer{request: r, header: http.Header{}, status: http.StatusOK}
}

// Header, WriteHeader and Write make it an http.ResponseWriter.
func (a *answer) Header() http.Header         { return a.header }
func (a *answer) WriteHeader(status int)      { a.status = status }
func (a *answer) Write(b []byte) (int, error) { return a.body.Write(b) }

// send writes the collected response; in one piece, so that net/http decides on Content-Length or chunks as it does for the
// real server.
func (a *answer) send(w http.ResponseWriter) {
	if a.status == 0 {
		panic(http.ErrAbortHandler) // closes the connection without an answer
	}
	for k, v := range a.header {
		w.Header()[k] = v
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body.Bytes()) // the client may have gone
}

// failing reads as the error of the request's body, or as its end.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) {
	if f.err != nil {
		return 0, f.err
	}
	return 0, io.EOF
}
