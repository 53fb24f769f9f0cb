package rest

import (
	"bytes"
	"fmt"
	"io"
	"net/http"

	"github.com/gin-gonic/gin/binding"
	"github.com/goccy/go-json"
)

// jsonBody reads request bodies as the real server does: its gin is built with tag go_json (server/Makefile at v6.6.9), so that
// what a wrong body is answered with is that decoder's text.
type jsonBody struct{}

var _ binding.BindingBody = jsonBody{}

// Name is what gin calls the format.
func (jsonBody) Name() string { return binding.JSON.Name() }

// Bind reads the body of a request.
func (j jsonBody) Bind(r *http.Request, into any) error {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return fmt.Errorf("read body: %w", err)
	}
	return j.BindBody(body, into)
}

// BindBody reads a body that was read already.
func (jsonBody) BindBody(body []byte, into any) error {
	if err := json.NewDecoder(bytes.NewReader(body)).Decode(into); err != nil {
		return err
	}
	return binding.Validator.ValidateStruct(into)
}
