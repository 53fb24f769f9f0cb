// Package controller is a client of the controller's REST API on port 20417, speaking as deepflow-ctl speaks: the same
// paths, headers and bodies (cli/ctl at v6.6.9, recording 03_rest). Whatever checks a deployment through it sees what an
// operator with deepflow-ctl sees.
//
// The package may import the standard library only; it knows no lab. Its http.Client decides how the controller is reached.
package controller

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// success is the OPT_STATUS of every answer that isn't an error.
const success = "SUCCESS"

// Client talks to one controller. It is safe for use by several goroutines and keeps no state.
type Client struct {
	base string
	http *http.Client
}

// New returns a client of the API at base, "http://10.50.72.100:20417". A nil client is http.DefaultClient.
func New(base string, hc *http.Client) *Client {
	if hc == nil {
		hc = http.DefaultClient
	}
	return &Client{base: strings.TrimRight(base, "/"), http: hc}
}

// Error is an answer that isn't a success. A connection that couldn't be made is not an Error.
type Error struct {
	Method, URL string
	// Status is the HTTP status: 400, 403, 500, 503, or 404 for a path that the server hasn't (yet): until its start-up is
	// done it knows only GET /v1/health/.
	Status int
	// OptStatus is the answer's OPT_STATUS, "RESOURCE_NOT_FOUND"; empty when the body is no answer of the API.
	OptStatus string
	// Description is the answer's DESCRIPTION, or the body itself when it is no answer of the API.
	Description string
}

// Error is the text that deepflow-ctl prints, without the braces of the body.
func (e *Error) Error() string {
	if e.OptStatus == "" {
		return fmt.Sprintf("%s %s: %d %s", e.Method, e.URL, e.Status, e.Description)
	}
	return fmt.Sprintf("%s %s: %d %s: %s", e.Method, e.URL, e.Status, e.OptStatus, e.Description)
}

// IsStatus reports whether err is an Error with that OPT_STATUS.
func IsStatus(err error, optStatus string) bool {
	var e *Error
	return errors.As(err, &e) && e.OptStatus == optStatus
}

// answer is the envelope of every answer (server/controller/http/router/common/response.go at v6.6.9).
type answer struct {
	OptStatus   string          `json:"OPT_STATUS"`
	Description string          `json:"DESCRIPTION"`
	Data        json.RawMessage `json:"DATA"`
}

// call is one request. deepflow-ctl sends a JSON body, "null" where it has none, or a text as a form; and the
// organisation with every request but the writing ones of domains.
type call struct {
	method, path string
	query        url.Values
	body         any
	text         string
	noOrg        bool
}

// do makes the call and decodes DATA into data, unless data is nil or DATA null.
func (c *Client) do(ctx context.Context, r call, data any) error {
	req, err := c.request(ctx, r)
	if err != nil {
		return fmt.Errorf("%s %s: %w", r.method, r.path, err)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return err // url.Error names method and URL.
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return fmt.Errorf("%s %s: read body: %w", r.method, req.URL, err)
	}
	var a answer
	isAnswer := json.Unmarshal(body, &a) == nil && a.OptStatus != ""
	if resp.StatusCode != http.StatusOK || a.OptStatus != success {
		e := &Error{Method: r.method, URL: req.URL.String(), Status: resp.StatusCode, OptStatus: a.OptStatus, Description: a.Description}
		if !isAnswer {
			e.OptStatus, e.Description = "", strings.TrimSpace(string(body))
		}
		return e
	}
	if data == nil || len(a.Data) == 0 {
		return nil
	}
	if err := json.Unmarshal(a.Data, data); err != nil {
		return fmt.Errorf("%s %s: decode DATA: %w", r.method, req.URL, err)
	}
	return nil
}

func (c *Client) request(ctx context.Context, r call) (*http.Request, error) {
	target := c.base + r.path
	if len(r.query) > 0 {
		target += "?" + r.query.Encode()
	}
	contentType, body := "application/x-www-form-urlencoded", []byte(r.text)
	if r.text == "" {
		contentType = "application/json"
		var err error
		if body, err = json.Marshal(r.body); err != nil {
			return nil, fmt.Errorf("encode body: %w", err)
		}
	}
	req, err := http.NewRequestWithContext(ctx, r.method, target, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", contentType)
	req.Header.Set("Accept", "application/json, text/plain")
	req.Header.Set("X-User-Id", "1")
	req.Header.Set("X-User-Type", "1")
	if !r.noOrg {
		req.Header.Set("X-Org-Id", "1")
	}
	return req, nil
}

// Health is nil once the server is up; before that an *Error with status 503 whose description names the stage of the
// start-up: "server is in stage: MySQL migration now, time cost: 1.2s".
func (c *Client) Health(ctx context.Context) error {
	return c.do(ctx, call{method: http.MethodGet, path: "/v1/health/"}, nil)
}

// RefreshCache makes trisolaris read a part of its cache anew: "vtap", "platform_data", "analyzer", "flow_acl", "group".
func (c *Client) RefreshCache(ctx context.Context, kind string) error {
	return c.do(ctx, call{method: http.MethodPut, path: "/v1/caches/", query: url.Values{"type": {kind}, "org_id": {"1"}}}, nil)
}
