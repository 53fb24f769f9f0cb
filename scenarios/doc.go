// Package scenarios is the catalogue of faults: each scenario is an experiment as plain data (YAML), read strictly. What can
// be done to a lab is a closed list of typed verbs, one a file in scenarios/verb, each owning its undo; what can be seen is a
// closed list of symptoms in scenarios/symptom. scenarios/run carries an experiment out.
//
// It may import lab and lab/deepflow; it knows no provider.
package scenarios
