package doctor

import (
	"fmt"

	"github.com/dflab/dflab/lab/dockpath"
)

// Text is said in Chinese and in English.
type Text struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

// In is the text in a language: "zh", or English.
func (t Text) In(lang string) string {
	if lang == "zh" {
		return t.ZH
	}
	return t.EN
}

// say formats both texts with the same arguments; one that orders them differently numbers its verbs.
func say(zh, en string, args ...any) Text {
	if len(args) == 0 {
		return Text{zh, en}
	}
	return Text{fmt.Sprintf(zh, args...), fmt.Sprintf(en, args...)}
}

// Severity is how bad a finding is.
type Severity string

// The severities. An error keeps the agent from docking, or the deployment from working; a warning doesn't, today; info is worth knowing.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Info    Severity = "info"
)

// None is the gate of findings that close none.
const None dockpath.Gate = -1

// Fact is a piece of evidence that a finding rests on.
type Fact struct {
	// Source is a file and line, a query, a request, a command.
	Source string `json:"source"`
	Text   string `json:"text"`
}

// Step is one thing to do. Run are commands to paste, one after the other; On says where. Instead is a step for when those before it
// don't do, or aren't wanted.
type Step struct {
	Instead bool     `json:"instead,omitempty"`
	Do      Text     `json:"do"`
	On      Host     `json:"on,omitempty"`
	Run     []string `json:"run,omitempty"`
}

// Host is where a command is pasted.
type Host string

// The hosts of the guide's deployment.
const (
	OnServer Host = "server"
	OnAgent  Host = "agent"
)

// Finding is what a check has found.
type Finding struct {
	// Code is that of the check.
	Code     string   `json:"code"`
	Severity Severity `json:"severity"`
	// Gate is the first gate that is closed by it, or None.
	Gate     dockpath.Gate `json:"-"`
	GateName string        `json:"gate"` // "none" for None
	Says     Text          `json:"says"`
	Evidence []Fact        `json:"evidence"`
	// Paragraph is an id of the guide's index, Thread an upstream issue; one of them or both.
	Paragraph string `json:"paragraph,omitempty"`
	Thread    int    `json:"thread,omitempty"`
	Fix       []Step `json:"fix,omitempty"`

	check *Check
}
