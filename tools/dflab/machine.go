package main

import (
	"bytes"
	"io"
	"os"
)

// hostname is the kernel's.
func hostname() string {
	name, err := os.Hostname()
	if err != nil {
		return "localhost"
	}
	return name
}

// printed passes on what a server prints beside its log, and not the coloured copy of the log that comes with it.
type printed struct{ io.Writer }

// colourAt is where the colour of a level has begun, after the time.
const colourAt = 32

func (p printed) Write(b []byte) (int, error) {
	if bytes.Contains(b[:min(len(b), colourAt)], []byte("\x1b[")) {
		return len(b), nil
	}
	return p.Writer.Write(b)
}
