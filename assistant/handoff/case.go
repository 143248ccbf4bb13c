// Package handoff is what leaves a talk for people to work on: a case (工单,
// 办件), its states, and how it reaches the case system. It is pure; the ledger
// keeps cases, the rooms below deliver them.
package handoff

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"time"
)

// Kind (类型) is what a case is about, DOMAIN 4.2.
type Kind string

// The kinds.
const (
	Consultation Kind = "consultation" // 咨询 that could not be answered at once
	Complaint    Kind = "complaint"    // 投诉
	Report       Kind = "report"       // 举报: who reported is kept secret
	Suggestion   Kind = "suggestion"   // 建议
	Help         Kind = "help"         // 求助
	Praise       Kind = "praise"       // 表扬
	Application  Kind = "application"  // 办件: a finished form
	Rework       Kind = "rework"       // 差评整改: opened by a rating of one or two
)

// Kinds lists the kinds.
var Kinds = []Kind{Consultation, Complaint, Report, Suggestion, Help, Praise, Application, Rework}

var kindNames = map[Kind]string{
	Consultation: "咨询", Complaint: "投诉", Report: "举报", Suggestion: "建议", Help: "求助",
	Praise: "表扬", Application: "办件", Rework: "差评整改",
}

// Name is what people call a kind.
func (k Kind) Name() string { return kindNames[k] }

// Case (工单) is one matter that was handed in. What is personal stands in
// Content alone, which is sealed at rest; the rest may be searched and counted.
type Case struct {
	ID         string    `json:"id"`      // unique; towards the case system it is the idempotency key
	Receipt    string    `json:"receipt"` // 回执号, told to the citizen
	Kind       Kind      `json:"kind"`
	State      State     `json:"state"`
	Talk       string    `json:"talk"` // the turn that acknowledged it
	Seq        int       `json:"seq"`
	Scope      string    `json:"-"` // whose Key it is: "talk "+id, "citizen "+token, "client "+name
	Key        string    `json:"-"` // the idempotency key under which it was handed in, or ""
	Citizen    string    `json:"-"` // token of the signed-in citizen, or ""
	Region     string    `json:"region"`
	Item       string    `json:"item,omitempty"`     // code, of an application
	Edition    string    `json:"edition,omitempty"`  // that the citizen was answered from
	Category   string    `json:"category,omitempty"` // of the dispatch list (派单目录)
	Department string    `json:"department"`         // 承办单位; "" until somebody assigns it
	Title      string    `json:"title"`              // one line without personal data
	Secret     bool      `json:"secret,omitempty"`   // 保密: never shown to whom it is about
	Parent     string    `json:"parent,omitempty"`   // id of the case it belongs to: rework, 并单
	Opened     time.Time `json:"opened"`
	Due        time.Time `json:"due,omitzero"`     // end of the time limit
	Number     string    `json:"number,omitempty"` // of the case system, once it answered
	Updated    time.Time `json:"updated"`
	Content    Content   `json:"content"`
}

// Content is what the citizen handed in.
//
// PRIVACY: it is sealed at rest, and goes to the case system and to whoever
// proves that the case is theirs; nowhere else.
type Content struct {
	Name     string       `json:"name,omitempty"`
	Phone    string       `json:"phone,omitempty"`
	IDCard   string       `json:"id_card,omitempty"`
	What     string       `json:"what,omitempty"`  // in the citizen's words
	Where    string       `json:"where,omitempty"` // as they said it
	Street   string       `json:"street,omitempty"`
	When     string       `json:"when,omitempty"`
	Wish     string       `json:"wish,omitempty"`
	About    string       `json:"about,omitempty"` // who is complained of
	Form     []Field      `json:"form,omitempty"`
	Attached []Attachment `json:"attached,omitempty"`
	Talk     []string     `json:"transcript,omitempty"` // masked, so that nobody has to say it twice
}

// Field is one line of a finished form.
type Field struct {
	ID     string `json:"id"`
	Label  string `json:"label"`
	Value  string `json:"value"`
	Source string `json:"source"` // where the value comes from, in words
	Trust  string `json:"trust"`  // A, B, C or D, DOMAIN 1.7
}

// Attachment names a file that belongs to a case.
type Attachment struct {
	ID       string `json:"id"`
	Material string `json:"material,omitempty"` // id of the line of the list
	Name     string `json:"name"`
	Type     string `json:"type"` // by its content
	Size     int64  `json:"size"`
	SHA256   string `json:"sha256"`
}

// ErrKeyReused says that a key was used before for something else.
var ErrKeyReused = errors.New("同一个提交标识已经用于另一份内容")

// Digest is the SHA-256, in hex, of what a citizen handed in: what the case
// system has must have the same.
func (c Case) Digest() string {
	all, _ := json.Marshal([]any{c.Kind, c.Region, c.Item, c.Category, c.Department, c.Title, c.Secret, c.Parent, c.Content}) // plain values always encode
	sum := sha256.Sum256(all)
	return hex.EncodeToString(sum[:])
}

// Valid reports whether a kind is one of the closed set.
func (k Kind) Valid() bool { return slices.Contains(Kinds, k) }
