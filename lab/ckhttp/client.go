// Package ckhttp asks ClickHouse over its HTTP interface, as an operator with curl does. It may import lab.
package ckhttp

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/dflab/dflab/lab"
)

// Client is a lab.ClickHouse.
type Client struct {
	base string
	hc   *http.Client
}

var _ lab.ClickHouse = Client{}

// New asks the server at base, such as http://10.50.72.100:8123, through that client.
func New(base string, hc *http.Client) Client { return Client{base, hc} }

// Query returns the rows as text, as TabSeparated has them. A ClickHouse exception is the error, with its code and text.
func (c Client) Query(ctx context.Context, query string) ([][]string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+"/", strings.NewReader(query))
	if err != nil {
		return nil, fmt.Errorf("ask ClickHouse: %w", err)
	}
	resp, err := c.hc.Do(req)
	if err != nil {
		return nil, fmt.Errorf("ask ClickHouse: %w", err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, fmt.Errorf("read ClickHouse's answer: %w", err)
	}
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("ask ClickHouse: %s", strings.TrimSpace(string(body)))
	}
	var rows [][]string
	for line := range strings.Lines(string(body)) {
		rows = append(rows, strings.Split(strings.TrimSuffix(line, "\n"), "\t"))
	}
	return rows, nil
}
