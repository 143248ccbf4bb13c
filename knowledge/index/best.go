package index

import "cmp"

// candidate is a thing with what it is worth.
type candidate struct {
	thing uint32
	worth int32
}

// before orders by worth, then by place.
func (a candidate) before(b candidate) int {
	if a.worth != b.worth {
		return cmp.Compare(b.worth, a.worth)
	}
	return cmp.Compare(a.thing, b.thing)
}

// worse reports whether a stands behind b.
func (a candidate) worse(b candidate) bool {
	return a.worth < b.worth || a.worth == b.worth && a.thing > b.thing
}

// heap keeps the best k; its root is the worst of them.
type heap struct {
	k   int
	all []candidate
}

func (h *heap) full() bool { return len(h.all) >= h.k }

// lets reports whether a thing that comes later could be among the best.
func (h *heap) lets(worth int32) bool { return len(h.all) < h.k || worth > h.all[0].worth }

func (h *heap) push(x candidate) {
	switch {
	case !h.full():
		h.all = append(h.all, x)
		h.rise()
	case h.all[0].worse(x):
		h.all[0] = x
		h.sink()
	}
}

func (h *heap) rise() {
	for i := len(h.all) - 1; i > 0; {
		up := (i - 1) / 2
		if h.all[up].worse(h.all[i]) {
			return
		}
		h.all[up], h.all[i] = h.all[i], h.all[up]
		i = up
	}
}

func (h *heap) sink() {
	for i := 0; ; {
		worst := i
		for child := 2*i + 1; child <= 2*i+2 && child < len(h.all); child++ {
			if h.all[child].worse(h.all[worst]) {
				worst = child
			}
		}
		if worst == i {
			return
		}
		h.all[i], h.all[worst] = h.all[worst], h.all[i]
		i = worst
	}
}
