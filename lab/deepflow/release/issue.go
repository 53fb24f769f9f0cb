package release

import (
	"cmp"
	"strconv"
	"strings"
)

// Issue is one file of rawsql/issu, which brings an older schema to Version.
type Issue struct {
	Version string `yaml:"version"`
	// Writes is what the file leaves in db_version. It differs from Version in the defective files.
	Writes string `yaml:"writes"`
	// Script is the Go function that the migrator runs before the file, "" for none.
	Script string `yaml:"script"`
	// Again is the error of running the file on a schema that is complete already, "" when it runs through.
	Again string `yaml:"again"`
}

// Compare orders versions by their components as numbers. A component that isn't a number counts as 0, and of two versions
// where one begins with the other the longer is the higher. The real migrator compares the same way but panics on a version
// with fewer components than the issue files have (recording 02_db_version/a5b).
func Compare(a, b string) int {
	x, y := strings.Split(a, "."), strings.Split(b, ".")
	for i := range min(len(x), len(y)) {
		m, _ := strconv.Atoi(x[i])
		n, _ := strconv.Atoi(y[i])
		if c := cmp.Compare(m, n); c != 0 {
			return c
		}
	}
	return cmp.Compare(len(x), len(y))
}

// IssuesAfter are the issues that the migrator runs on a database at version, oldest first.
func (r *Release) IssuesAfter(version string) []Issue {
	var after []Issue
	for _, i := range r.Issues {
		if Compare(i.Version, version) > 0 {
			after = append(after, i)
		}
	}
	return after
}
