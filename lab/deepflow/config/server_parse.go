package config

import (
	"gopkg.in/yaml.v2"
)

// ParseServer reads server.yaml as deepflow-server does. Unknown keys are ignored; text that isn't YAML or a value of the
// wrong type is an *Error.
func ParseServer(name string, b []byte) (*Server, error) {
	s := DefaultServer()
	if err := yaml.Unmarshal(b, s); err != nil {
		return nil, &Error{File: name, Want: "valid YAML", Real: err.Error()}
	}
	s.settle()
	return s, nil
}

// settle does what the real modules do to their sections right after reading them.
func (s *Server) settle() {
	t := &s.Controller.Trisolaris
	if t.TridentTypeForUnknowVtap == 0 {
		t.TridentTypeForUnknowVtap = t.OldTridentTypeForUnknowVtap
	}
}
