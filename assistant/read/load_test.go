package read

import "testing"

func TestLoad(t *testing.T) {
	for _, n := range []string{"crisis", "emergency", "unsafe", "desk", "talk", "scope", "detail"} {
		m, err := loadRules(dataFiles, n)
		if err != nil {
			t.Error(err)
			continue
		}
		t.Log(n, len(m.rules), len(m.words))
	}
}
