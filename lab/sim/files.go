package sim

import "sync"

// file is a configuration file of a part.
type file struct {
	mu   sync.Mutex
	text string
}

// Config is the file's text as it is now.
func (f *file) Config() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.text
}

// SetConfig replaces it.
func (f *file) SetConfig(text string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.text = text
}
