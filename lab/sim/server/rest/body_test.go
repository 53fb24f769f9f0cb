package rest_test

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestWrongBody has the texts with which a real server 6.6.9 refused the same bodies.
func TestWrongBody(t *testing.T) {
	f := newFixture(t)
	f.register()
	const vtap, domain, group = "PATCH /v1/vtaps/nosuch/", "POST /v1/domains/", "POST /v1/vtap-groups/"
	for _, c := range []struct{ request, body, status, text string }{
		{vtap, `{"ENABLE":true}`, "INVALID_PARAMETERS", `json: cannot unmarshal number t into Go struct field VtapUpdate.Enable of type int`},
		{vtap, `{"ENABLE":"1"}`, "INVALID_PARAMETERS", `json: cannot unmarshal number " into Go struct field VtapUpdate.Enable of type int`},
		{vtap, `{"ENABLE":1.5}`, "INVALID_PARAMETERS", `expected comma after object element`},
		{vtap, `{`, "INVALID_PARAMETERS", "invalid character '\x00' looking for beginning of value"},
		{vtap, ``, "INVALID_PARAMETERS", "EOF"},
		{vtap, `[]`, "INVALID_PARAMETERS", "invalid character '[' looking for beginning of value"},
		{vtap, `x`, "INVALID_PARAMETERS", "invalid character 'x' looking for beginning of value"},
		{domain, `{"NAME":5,"TYPE":23}`, "INVALID_POST_DATA", "json: cannot unmarshal number into Go struct field DomainCreate.Name of type string"},
		{domain, `{"TYPE":"x"}`, "INVALID_POST_DATA", `json: cannot unmarshal number " into Go struct field DomainCreate.Type of type int`},
		{domain, `{}`, "INVALID_POST_DATA", "Key: 'DomainCreate.Name' Error:Field validation for 'Name' failed on the 'required' tag\n" +
			"Key: 'DomainCreate.Type' Error:Field validation for 'Type' failed on the 'required' tag"},
		{group, `{"name":5,"TYPE":23}`, "INVALID_POST_DATA", "json: cannot unmarshal number into Go struct field VtapGroupCreate.Name of type string"},
	} {
		t.Run(c.request+" "+c.body, func(t *testing.T) {
			method, path, _ := strings.Cut(c.request, " ")
			text, err := json.Marshal(c.text)
			f.check(err)
			f.same(method, path, c.body, 400, `{"OPT_STATUS":"`+c.status+`","DESCRIPTION":`+string(text)+`,"DATA":null}`)
		})
	}
}
