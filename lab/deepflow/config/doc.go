// Package config reads DeepFlow's configuration files by the rules of the programs that own them: server.yaml as
// deepflow-server reads it (gopkg.in/yaml.v2 over struct tag defaults), deepflow-agent.yaml and user_config as
// deepflow-agent reads them (serde), and a group's YAML as the server validates, stores and delivers it.
// What those programs accept is accepted here, what they refuse is refused with their text (Error.Real) and with the
// place and the remedy, which they don't give.
//
// It may import the standard library and YAML readers. It knows no lab, does no I/O and keeps no state.
package config
