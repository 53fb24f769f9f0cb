package config

import "gopkg.in/yaml.v3"

// document remembers where the keys of a file stand, for errors found after parsing.
type document struct {
	file string
	root *yaml.Node
}
