package web

import (
	"strings"
	"time"

	"wenban/assistant"
)

// placeView is one place: where, when, and whether it is open now.
type placeView struct {
	Name, Address, Hours string
	Now                  string // 现在开门, 现在不开门, or "" where the hours cannot be read
	Open                 bool
}

// viewPlaces pairs the places of a section with their hours.
func viewPlaces(s assistant.Section, now time.Time) (out []placeView) {
	for _, f := range s.Facts {
		if strings.HasSuffix(f.Element, ".hours") && len(out) > 0 {
			out[len(out)-1].hours(f.Value, now)
			continue
		}
		name, address, _ := strings.Cut(f.Value, "，")
		out = append(out, placeView{Name: name, Address: address})
	}
	return out
}

func (p *placeView) hours(text string, now time.Time) {
	p.Hours = text
	switch open, known := openAt(text, now); {
	case known && open:
		p.Now, p.Open = "现在是办公时间", true
	case known:
		p.Now = "现在不是办公时间"
	}
}

// split keeps the nearest place, or two where the region is so wide that none
// is nearest; the others are folded.
func split(all []placeView, wide bool) (near, others []placeView) {
	n := 1
	if wide {
		n = 2
	}
	n = min(n, len(all))
	return all[:n], all[n:]
}

// phoneView is a phone number and what it is for.
type phoneView struct{ Label, Number string }

func viewPhones(s assistant.Section) (out []phoneView) {
	for _, f := range s.Facts {
		label := "窗口"
		switch f.Element {
		case "consult_phone":
			label = "咨询"
		case "complaint_phone":
			label = "投诉"
		}
		out = append(out, phoneView{label, f.Value})
	}
	return out
}

// wayView is something the citizen can do now.
type wayView struct {
	Kind, Label, Value, Link string
}

func viewWays(ways []assistant.Way) (out []wayView) {
	for _, w := range ways {
		v := wayView{Kind: w.Kind, Label: w.Label, Value: w.Value}
		if w.Kind == "url" {
			v.Link = webLink(w.Value)
		}
		out = append(out, v)
	}
	return out
}
