// Package lab has the words that everything about a lab is said in: what a lab is made of (Spec, Host, NIC), what an
// operator has of a running one (Lab, Part, Log), and how evidence is read (Cursor). It does no I/O: providers realise
// it (lab/sim in process), dock path, scenarios and doctor use it. It may import lab/deepflow.
package lab
