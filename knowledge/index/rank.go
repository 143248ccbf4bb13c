package index

import (
	"cmp"
	"slices"
)

// loneVector is the cosine from which on a thing is found by its vector alone,
// without one gram in common.
const loneVector = .35

// rank fills r.best with the best k of what the gates let through. What is
// skipped could not be among them: the lists of a window are gone through, those
// that may give most first, until what all others together may give is too
// little; then only the things that could still be enough are looked for in
// those.
func (r *run) rank(c *collection, k int) {
	r.best.k, r.best.all = k, r.best.all[:0]
	r.floor = 1
	for _, s := range r.open {
		for from := s.from; from < s.to; {
			to := min(s.to, (from>>windowBits+1)<<windowBits)
			if !r.best.full() {
				to = min(to, from+start)
			}
			r.enter(c, from, to)
			r.scan(c)
			clear(r.sums[:])
			from = to
		}
	}
	slices.SortFunc(r.best.all, candidate.before)
}

// start is how many things are ranked at once before there are k that others
// have to be better than.
const start = windowSize / 8

// at is the stretch of one window that is looked at: things from…to.
type at struct {
	first, from, to uint32 // first of the window
	rest            int64  // what the lists that were not gone through may give at most
	full            int    // terms whose lists were gone through
	read            int    // and how many postings these were
}

// enter begins a stretch: its lists, and its vectors, which every thing has and
// so are summed first.
func (r *run) enter(c *collection, from, to uint32) {
	r.at = at{first: from &^ (windowSize - 1), from: from, to: to}
	number := uint16(from >> windowBits)
	for i := range r.terms {
		t := &r.terms[i]
		t.next = c.words.seek(t.next, t.end, number)
		t.list, t.bound = nil, 0
		if t.next < t.end && c.words.windows[t.next].number == number {
			t.list = c.words.list(t.next)
			t.bound = t.each*int64(c.words.windows[t.next].top) + t.flat
			r.rest += t.bound
		}
	}
}

// here returns the sums of the stretch.
func (r *run) here() []int64 { return r.sums[r.from-r.first : r.to-r.first] }

// short is how long a list may be to be gone through although it need not be: it
// costs little and leaves fewer candidates to be looked for in the long ones.
const short = 512

func (r *run) scan(c *collection) {
	top := r.lift(c)
	names := r.named()
	if r.rest+top < r.floor && len(names) == 0 {
		return
	}
	for ; r.full < len(r.terms); r.full++ {
		t := &r.terms[r.full]
		if r.rest+top < r.floor && (len(t.list) > short || r.rest < r.floor/4) {
			break
		}
		r.read += r.add(t)
		r.rest -= t.bound
	}
	for _, n := range names {
		r.sums[n.thing-r.first] += r.bonus(c, n)
	}
	if r.rest == 0 {
		r.sweep(c)
	} else {
		r.sift(names)
		r.finish()
		r.choose(c)
	}
	if r.best.full() {
		r.floor = max(r.floor, r.best.all[0].worth+1) // equal ones that come later stand behind
	}
}

// sweep puts to the best what is worth it, where all lists were gone through.
func (r *run) sweep(c *collection) {
	floor := r.floor
	for i, sum := range r.here() {
		if thing := r.from + uint32(i); sum >= floor && c.gates.serves(&r.pass, thing) && r.found(c, thing) {
			if r.best.push(candidate{thing, sum}); r.best.full() {
				floor = r.best.all[0].worth + 1
			}
		}
	}
}

// lift sums what the vectors are worth and returns the most.
func (r *run) lift(c *collection) (top int64) {
	if r.probe.scale == 0 {
		return 0
	}
	sums := r.here()
	dots, scales := r.dots[:len(sums)], c.vectors.scales[r.from:r.to]
	c.vectors.dots(dots, int(r.from), &r.probe)
	worth := float32(c.weights.Vector*one) * r.probe.scale
	for i := range sums {
		x := int64(float32(max(dots[i], 0)) * scales[i] * worth)
		sums[i], top = x, max(top, x)
	}
	return top
}

// add adds a list to the sums, and returns how long it is.
func (r *run) add(t *term) int {
	list := t.list
	if r.from > r.first {
		list = list[cut(list, r.from-r.first):]
	}
	if r.to < r.first+windowSize {
		list = list[:cut(list, r.to-r.first)]
	}
	each, flat := t.each, t.flat
	for _, p := range list {
		r.sums[p.thing()&(windowSize-1)] += each*int64(p.code()) + flat
	}
	return len(list)
}

// cut returns where the postings of a thing and those after it begin.
func cut(list []posting, thing uint32) int {
	i, _ := slices.BinarySearch(list, posting(thing<<(32-windowBits)))
	return i
}

// found reports whether a thing shares a gram with the question, as far as was
// seen, or is near enough without.
func (r *run) found(c *collection, thing uint32) bool {
	if r.probe.scale == 0 {
		return true
	}
	dot := float32(max(r.dots[thing-r.from], 0)) * c.vectors.scales[thing]
	return dot*r.probe.scale >= loneVector || r.sums[thing-r.first] > int64(dot*(float32(c.weights.Vector*one)*r.probe.scale))
}

// named returns the names that were found of things of the stretch.
func (r *run) named() []exactName {
	if len(r.exact) == 0 {
		return nil
	}
	byThing := func(e exactName, thing uint32) int { return cmp.Compare(e.thing, thing) }
	a, _ := slices.BinarySearchFunc(r.exact, r.from, byThing)
	b, _ := slices.BinarySearchFunc(r.exact, r.to, byThing)
	return r.exact[a:b]
}

// bonus is what a name is worth: the more of the question it is, the more.
func (r *run) bonus(c *collection, n exactName) int64 {
	return int64(c.weights.Exact * float64(n.length) / float64(len(r.plain)+1) * one)
}

// few is how many postings are gone through once more, rather than all the sums
// of a window, to find what they added up to.
const few = windowSize / 2

// sift finds the candidates: the things whose sum could still be enough.
func (r *run) sift(names []exactName) {
	least, near, n := max(r.floor-r.rest, 1), r.near[:cap(r.near)], 0
	if r.read > few || r.probe.scale > 0 {
		place := uint16(r.from - r.first)
		for i, sum := range r.here() {
			near[n] = place + uint16(i)
			n += notAbove(least, sum)
		}
		r.near = near[:n]
		return
	}
	for i := range r.terms[:r.full] {
		for _, p := range r.terms[i].list {
			near[n] = uint16(p.thing())
			n += notAbove(least, r.sums[p.thing()&(windowSize-1)])
		}
	}
	for _, x := range names {
		near[n] = uint16(x.thing - r.first)
		n += notAbove(least, r.sums[x.thing-r.first])
	}
	r.near = r.once(near[:n])
}

// once leaves one of each.
func (r *run) once(near []uint16) []uint16 {
	r.round++
	n := 0
	for _, place := range near {
		if r.marks[place] != r.round {
			r.marks[place] = r.round
			near[n] = place
			n++
		}
	}
	return near[:n]
}

// drop leaves the candidates whose sum is at least so much.
func (r *run) drop(least int64) {
	n := 0
	for _, place := range r.near {
		r.near[n] = place
		n += notAbove(least, r.sums[place&(windowSize-1)])
	}
	r.near = r.near[:n]
}

// finish adds to the candidates what the other lists give, and drops those that
// cannot be enough. A list that is short beside the candidates is gone through,
// else each of them is looked for in it.
func (r *run) finish() {
	dropped := r.rest
	for i := r.full; i < len(r.terms) && len(r.near) > 0; i++ {
		t := &r.terms[i]
		if t.bound == 0 {
			continue
		}
		r.rest -= t.bound
		if len(t.list) < lookUpCost*len(r.near) {
			r.add(t)
			if r.rest > dropped*3/4 {
				continue
			}
		} else {
			r.lookUp(t)
		}
		r.drop(r.floor - r.rest)
		dropped = r.rest
	}
	r.drop(r.floor - r.rest)
}

// lookUpCost is how many postings are gone through in the time of one look-up.
const lookUpCost = 24

func (r *run) lookUp(t *term) {
	for _, place := range r.near {
		if p, ok := find(t.list, uint32(place)); ok {
			r.sums[place&(windowSize-1)] += t.each*int64(p.code()) + t.flat
		}
	}
}

// choose puts the candidates to the best that the gates let through.
func (r *run) choose(c *collection) {
	for _, place := range r.near {
		thing := r.first + uint32(place)
		if sum := r.sums[place&(windowSize-1)]; r.best.lets(sum) && c.gates.serves(&r.pass, thing) && r.found(c, thing) {
			r.best.push(candidate{thing, sum})
		}
	}
}

// candidate is a thing with what it is worth.
type candidate struct {
	thing uint32
	worth int64
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
func (h *heap) lets(worth int64) bool { return len(h.all) < h.k || worth > h.all[0].worth }

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
