// Package sim is the embedded provider: it builds a lab of simulated parts in one process, on the lab clock and the
// virtual network. What it returns is a lab.Lab; nobody who uses that can tell it from a lab of real parts.
package sim
