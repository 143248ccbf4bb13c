package booking

import (
	"crypto/rand"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"time"

	"wenban/knowledge"
)

// State is where an appointment stands.
type State string

// The states.
const (
	Booked    State = "booked"    // 已预约
	Cancelled State = "cancelled" // 已取消
	Past      State = "past"      // 已过
)

var stateNames = map[State]string{Booked: "已预约", Cancelled: "已取消", Past: "已过"}

// Name is what people call a state.
func (s State) Name() string { return stateNames[s] }

// Appointment (预约) is that somebody comes at a time.
type Appointment struct {
	ID     string
	Code   string // 预约码, told to the citizen; see NewCode
	Person string // token of the citizen, or of their phone number
	Item   string
	Hall   string
	Desk   string
	Begins time.Time
	Ends   time.Time
	State  State
	Booked time.Time

	// PRIVACY: sealed at rest.
	Name  string
	Phone string
}

// Errors of whoever keeps appointments, told to people as they stand.
var (
	ErrFull  = errors.New("这个时段刚刚约满了，请换一个时段")
	ErrHas   = errors.New("这件事您已经约了一个时间；要换时间请改约，不来请先取消")
	ErrOver  = errors.New("这个预约已经取消，或者时间已过")
	ErrSlot  = errors.New("没有这个时段，请重新选")
	ErrNone  = errors.New("没有查到这个预约，或者核对信息不一致")
	ErrPhone = errors.New("请写手机号，11 位数字")
)

// NewCode makes an appointment code: twelve random digits, said in groups of
// four. It opens nothing without the phone number.
func NewCode() string {
	n, _ := rand.Int(rand.Reader, big.NewInt(1_000_000_000_000)) // never fails
	return fmt.Sprintf("%012d", n)
}

// Grouped is a code as it is shown and said.
func Grouped(code string) string {
	if len(code) != 12 {
		return code
	}
	return code[:4] + " " + code[4:8] + " " + code[8:]
}

// Code reads a code however it was written; "" for what cannot be one.
func Code(text string) string {
	digits := strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -·　", r) {
			return -1
		}
		return r
	}, text)
	if len(digits) != 12 || strings.Trim(digits, "0123456789") != "" {
		return ""
	}
	return digits
}

// When is the time of an appointment in words: 11月27日（周五）9:30-10:00.
func When(begins, ends time.Time) string {
	b, e := begins.In(knowledge.Zone), ends.In(knowledge.Zone)
	return fmt.Sprintf("%d月%d日（周%s）%s-%s", b.Month(), b.Day(), []string{"日", "一", "二", "三", "四", "五", "六"}[b.Weekday()], b.Format("15:04"), e.Format("15:04"))
}

// Reminder is the short text of the day before: at most 70 characters, nothing of
// who comes or what for.
func Reminder(a Appointment, hall string) string {
	text := []rune(fmt.Sprintf("您约了%s到%s%s，预约码%s。不来请先取消。", When(a.Begins, a.Ends), hall, a.Desk, a.Code))
	if len(text) > 70 {
		text = []rune(fmt.Sprintf("您约了%s到大厅办事，预约码%s。不来请先取消。", When(a.Begins, a.Ends), a.Code))
	}
	return string(text)
}

// Calendar is an appointment as an iCalendar file (RFC 5545).
//
// PRIVACY: it holds the code and the place, and nothing of who comes.
func Calendar(a Appointment, item string, h knowledge.Hall, now time.Time) string {
	lines := []string{
		"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//wenban//appointment//ZH", "METHOD:PUBLISH", "BEGIN:VEVENT",
		"UID:" + a.ID + "@wenban", "DTSTAMP:" + utc(now), "DTSTART:" + utc(a.Begins), "DTEND:" + utc(a.Ends),
		"SUMMARY:" + escaped("到"+h.Name+"办事"), "LOCATION:" + escaped(h.Name+"，"+h.Address),
		"DESCRIPTION:" + escaped(item+"，"+a.Desk+"，预约码 "+Grouped(a.Code)),
		"BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:" + escaped("明天到"+h.Name+"办事"), "TRIGGER:-P1D", "END:VALARM",
		"END:VEVENT", "END:VCALENDAR",
	}
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(folded(l))
	}
	return b.String()
}

func utc(t time.Time) string { return t.UTC().Format("20060102T150405Z") }

var escaping = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\r", "", "\n", `\n`)

func escaped(s string) string { return escaping.Replace(s) }

// folded is a line in pieces of at most 75 bytes, cut between characters.
func folded(line string) string {
	var b strings.Builder
	n := 0
	for _, r := range line {
		size := len(string(r))
		if n+size > 75 {
			b.WriteString("\r\n ")
			n = 1
		}
		b.WriteRune(r)
		n += size
	}
	return b.String() + "\r\n"
}
