package sim

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// ckClient asks ClickHouse over HTTP and reads TabSeparated.
type ckClient struct {
	base string
	hc   *http.Client
}

// Query returns the rows as text. A ClickHouse exception is the error, with its code and text.
func (c ckClient) Query(ctx context.Context, query string) ([][]string, error) {
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
