// Package replay holds a deepflow-server against the recordings of a real one: it reads the recordings, plays the clients'
// side of them again, and says what was compared, what is equal and what differs. It doesn't know whether the server is
// simulated. It may import lab, lab/clock, lab/vnet and lab/deepflow.
package replay
