package web

import (
	"testing"
	"time"

	"wenban/knowledge"
)

func TestOpenAt(t *testing.T) {
	const city = "周一至周五 9:00-12:00，13:30-17:30；周六 9:00-12:00（法定节假日除外）"
	day := func(d, h, m int) time.Time { return time.Date(2026, 11, d, h, m, 0, 0, knowledge.Zone) }
	tests := []struct {
		name, hours string
		at          time.Time
		open, known bool
	}{
		{"in the morning", city, day(25, 9, 0), true, true},
		{"a minute before", city, day(25, 8, 59), false, true},
		{"at lunch", city, day(25, 12, 0), false, true},
		{"after lunch", city, day(25, 13, 30), true, true},
		{"at closing time", city, day(25, 17, 30), false, true},
		{"saturday morning", city, day(28, 10, 0), true, true},
		{"saturday afternoon", city, day(28, 14, 0), false, true},
		{"sunday", city, day(29, 10, 0), false, true},
		{"days after a comma", "周一至周五 9:00-17:00，周六 9:00-16:00", day(28, 16, 30), false, true},
		{"week over sunday", "周二至周日 9:00-12:00，13:30-17:00（周一休息）", day(29, 10, 0), true, true},
		{"monday of it", "周二至周日 9:00-12:00，13:30-17:00（周一休息）", day(30, 10, 0), false, true},
		{"every day", "每日 8:00-17:00", day(29, 10, 0), true, true},
		{"all day", "全天", day(29, 3, 0), true, true},
		{"a note with hours", "周一至周五 9:00-12:00（企业窗口13:30-17:00）", day(25, 14, 0), false, true},
		{"words", "请先预约", day(25, 10, 0), false, false},
		{"nothing", "", day(25, 10, 0), false, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if open, known := openAt(test.hours, test.at); open != test.open || known != test.known {
				t.Errorf("openAt(%q, %v): got %v, %v; want %v, %v", test.hours, test.at, open, known, test.open, test.known)
			}
		})
	}
}

// TestHoursOfTheCity reads all hours of the sample city: none is unknown.
func TestHoursOfTheCity(t *testing.T) {
	know, err := city()
	if err != nil {
		t.Fatal(err)
	}
	for _, it := range know.Edition.Items {
		for _, p := range it.Places {
			if _, known := openAt(p.Hours, noon); !known {
				t.Errorf("openAt(%q): not known, want known", p.Hours)
			}
		}
	}
}
