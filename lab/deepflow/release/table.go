package release

import (
	"fmt"
	"regexp"
	"strings"

	"gopkg.in/yaml.v3"
)

// Table is one MySQL table of the controller's database.
type Table struct {
	Name          string   `yaml:"name"`
	Core          bool     `yaml:"core"`           // needed for docking; a lab may create only these
	Charset       string   `yaml:"charset"`        // "" is utf8
	Collate       string   `yaml:"collate"`        // "" is the charset's own
	AutoIncrement int      `yaml:"auto_increment"` // the first id; 0 is 1
	Columns       []Column `yaml:"columns"`
	Keys          []Key    `yaml:"keys"`
}

// Column is one column, Type and Default in MySQL's words.
type Column struct {
	Name          string
	Type          string
	NotNull       bool
	AutoIncrement bool
	Default       string // SQL text ('', NULL, CURRENT_TIMESTAMP, 0), "" for none
	OnUpdate      string // CURRENT_TIMESTAMP or ""
}

// Key is an index. Kind is "primary", "unique" or "index"; a column may carry a prefix length: name(32).
type Key struct {
	Kind    string
	Name    string
	Columns []string
}

var (
	columnForm = regexp.MustCompile(`^(\w+) (.+?)( NOT NULL)?( AUTO_INCREMENT)?(?: DEFAULT ('[^']*'|\S+))?(?: ON UPDATE (\w+))?$`)
	keyForm    = regexp.MustCompile(`^(primary|unique|index)(?: (\w+))? \((.+)\)$`)
)

// UnmarshalYAML reads `name TYPE [NOT NULL] [AUTO_INCREMENT] [DEFAULT x] [ON UPDATE x]`.
func (c *Column) UnmarshalYAML(n *yaml.Node) error {
	m := columnForm.FindStringSubmatch(n.Value)
	if m == nil {
		return fmt.Errorf("line %d: column %q: want name TYPE [NOT NULL] [AUTO_INCREMENT] [DEFAULT x] [ON UPDATE x]", n.Line, n.Value)
	}
	*c = Column{Name: m[1], Type: m[2], NotNull: m[3] != "", AutoIncrement: m[4] != "", Default: m[5], OnUpdate: m[6]}
	return nil
}

// UnmarshalYAML reads `kind [name] (column, …)`.
func (k *Key) UnmarshalYAML(n *yaml.Node) error {
	m := keyForm.FindStringSubmatch(n.Value)
	if m == nil {
		return fmt.Errorf("line %d: key %q: want primary|unique|index [name] (columns)", n.Line, n.Value)
	}
	*k = Key{Kind: m[1], Name: m[2], Columns: strings.Split(m[3], ", ")}
	return nil
}

// Column is the column of that name; ok is false if the table has none.
func (t Table) Column(name string) (c Column, ok bool) {
	for _, c := range t.Columns {
		if c.Name == name {
			return c, true
		}
	}
	return Column{}, false
}

// DDL is the CREATE TABLE IF NOT EXISTS statement, without a semicolon.
func (t Table) DDL() string {
	var b strings.Builder
	fmt.Fprintf(&b, "CREATE TABLE IF NOT EXISTS `%s` (\n", t.Name)
	lines := make([]string, 0, len(t.Columns)+len(t.Keys))
	for _, c := range t.Columns {
		lines = append(lines, c.ddl())
	}
	for _, k := range t.Keys {
		lines = append(lines, k.ddl())
	}
	b.WriteString("  " + strings.Join(lines, ",\n  ") + "\n) ENGINE=InnoDB")
	if t.AutoIncrement > 0 {
		fmt.Fprintf(&b, " AUTO_INCREMENT=%d", t.AutoIncrement)
	}
	charset := t.Charset
	if charset == "" {
		charset = "utf8"
	}
	b.WriteString(" DEFAULT CHARSET=" + charset)
	if t.Collate != "" {
		b.WriteString(" COLLATE=" + t.Collate)
	}
	return b.String()
}

func (c Column) ddl() string {
	s := "`" + c.Name + "` " + c.Type
	if c.NotNull {
		s += " NOT NULL"
	} else if strings.HasPrefix(c.Type, "TIMESTAMP") {
		s += " NULL" // or MySQL 5.7 makes it NOT NULL
	}
	if c.AutoIncrement {
		s += " AUTO_INCREMENT"
	}
	if c.Default != "" {
		s += " DEFAULT " + c.Default
	}
	if c.OnUpdate != "" {
		s += " ON UPDATE " + c.OnUpdate
	}
	return s
}

func (k Key) ddl() string {
	columns := make([]string, len(k.Columns))
	for i, c := range k.Columns {
		name, length, _ := strings.Cut(c, "(")
		columns[i] = "`" + name + "`"
		if length != "" {
			columns[i] += "(" + length
		}
	}
	list := " (" + strings.Join(columns, ", ") + ")"
	switch k.Kind {
	case "primary":
		return "PRIMARY KEY" + list
	case "unique":
		return strings.TrimRight("UNIQUE KEY "+quote(k.Name), " ") + list
	}
	return strings.TrimRight("KEY "+quote(k.Name), " ") + list
}

func quote(name string) string {
	if name == "" {
		return ""
	}
	return "`" + name + "`"
}
