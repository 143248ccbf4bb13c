package index

import (
	"cmp"
	"slices"
	"unsafe"
)

// loneVector is the cosine from which on a thing is found by its vector alone,
// without one gram in common.
const loneVector = .35

// rank fills r.best with the best k of what the gates let through and is worth so
// much at least. What is
// skipped could not be among them. Of a window, lists are gone through, the rare
// ones and then those that may give most, until what all others may give is little
// beside what is needed; then few things could still be enough. Of those the marks
// of their frequent grams leave fewer, and only for these is the rest summed.
func (r *run) rank(c *collection, k int, least int32) {
	r.best.k, r.best.all = k, r.best.all[:0]
	r.floor = least
	for _, s := range r.open {
		for from := s.from; from < s.to; from = r.to {
			r.enter(c, from, min(s.to, from|(windowSize-1)+1))
			r.scan(c)
		}
	}
	slices.SortFunc(r.best.all, candidate.before)
}

// at is the stretch of one window that is looked at: things from…to.
type at struct {
	first, from, to uint32 // first of the window
	rest            int32  // what the lists that were not gone through may give at most
	allWords        int32  // the same of all lists
	vector          int32  // and of the vectors, 0 where they were summed
	named           []exactName
}

// enter begins a stretch: it finds the lists of its window.
func (r *run) enter(c *collection, from, to uint32) {
	r.at = at{first: from &^ (windowSize - 1), from: from, to: to, vector: r.vectorTop, named: r.namesBetween(from, to)}
	number := uint16(from >> windowBits)
	for i := range r.terms {
		t := &r.terms[i]
		t.next = c.words.seek(t.next, t.end, number)
		t.bound = 0
		if t.next < t.end && c.words.windows[t.next].number == number {
			t.bound = t.worth(uint32(c.words.windows[t.next].top))
			r.rest += t.bound
		}
	}
}

// scan puts to the best what is good enough in the stretch.
func (r *run) scan(c *collection) {
	bonus := int32(0)
	if len(r.named) > 0 {
		bonus = r.bonusTop
	}
	if r.rest+r.vector+bonus < r.floor {
		return
	}
	r.allWords = r.rest
	next := r.addLists(c, 0, r.vector)
	if r.blind() {
		next = r.addLists(c, next, r.lift(c))
	}
	r.leave(next)
	for _, n := range r.named {
		r.sums[n.thing-r.first] += r.bonus(c, n)
	}
	r.sift(c, r.floor-r.rest-r.vector, true)
	r.weed(c)
	r.addVectors(c)
	r.fetch(c)
	r.choose(c)
}

// addLists goes through the rare lists, and through others until the rest may give
// only a part of what is needed beside the vectors; from one on, to the one that it
// returns.
func (r *run) addLists(c *collection, i int, vectors int32) int {
	for half := r.rest / 2; i < len(r.terms); i++ {
		t := &r.terms[i]
		if t.mark > 0 && r.floor == 1 && r.rest <= half && r.vector == r.vectorTop { // a vector alone is not found
			r.leave(i)
			r.guess(c)
			half = -1
		}
		if t.mark > 0 && (r.floor > 1 && r.blind() || float64(r.rest) <= enough*float64(r.floor-vectors)) {
			break
		}
		if t.bound > 0 {
			r.add(c, t)
			r.rest -= t.bound
		}
	}
	return i
}

// blind reports whether words alone would leave too many candidates, because the
// vectors, which were not summed yet, may give nearly all that is needed.
func (r *run) blind() bool { return r.vector > 0 && r.floor-r.vector < r.allWords/6 }

// enough is the part of what is needed that is left to the lists that are not
// gone through: more leaves more candidates, less more postings.
const enough = .6

// lift sums what all vectors of the stretch are worth, and returns the most.
func (r *run) lift(c *collection) (top int32) {
	v := &c.vectors
	sums := r.sums[r.from-r.first:][:r.to-r.from]
	r.vector = 0
	return liftRows(sums, v.rows[int(r.from)*v.wide:], v.scales[r.from:r.to], r.probe.codes, r.vectorUnit, r.vectorTop)
}

// guess sets a floor before there are k things: those that look best after the
// first lists are worth at least what the worst of them is. The sums are parted
// into groups; of each the highest is taken, and of these the k-th, so that about
// as many sums are not below it.
func (r *run) guess(c *collection) {
	k := r.best.k
	if k > mostGuessed {
		return
	}
	topSums(&r.tops, &r.sums)
	look := &r.looks // beside r.best, which may have found something already
	look.k, look.all = k+k/2, look.all[:0]
	r.sift(c, max(1, nthTop(r.tops[:], look.k)), false)
	for _, x := range r.near {
		if look.lets(x.worth) && c.gates.serves(&r.pass, r.first+x.thing) {
			look.push(x)
		}
	}
	r.near = append(r.near[:0], look.all...)
	if len(r.near) >= k {
		r.fetch(c)
		r.addVectors(c)
		r.floor = max(1, r.kth(c, k))
	}
}

// kth completes the candidates and returns the k-th highest worth.
func (r *run) kth(c *collection, k int) int32 {
	for i := range r.near {
		r.near[i].worth += r.others(c, r.near[i].thing)
	}
	slices.SortFunc(r.near, candidate.before)
	return r.near[k-1].worth
}

// mostGuessed is the highest k for which a floor is guessed.
const mostGuessed = 64

// add adds a list to the sums.
func (r *run) add(c *collection, t *term) {
	list, end := c.words.list(t.next), min(r.first+windowSize, uint32(c.words.things))
	if r.from > r.first {
		list = list[cut(list, r.from-r.first):]
	}
	if r.to < end {
		list = list[:cut(list, r.to-r.first)]
	}
	each, flat := t.each, t.flat
	for _, p := range list {
		r.sums[p.thing()] += int32(each*uint64(p.code())>>16) + flat
	}
}

// cut returns where the postings of a thing and those after it begin. It halves
// without a branch, see notAbove.
func cut(list []posting, thing uint32) (at int) {
	last := int64(thing<<(32-windowBits)) - 1
	for n := len(list); n > 0; n /= 2 {
		half := (n + 1) / 2
		at += half & -notAbove(int64(list[at+half-1]), last)
	}
	return at
}

// namesBetween returns the names that were found of things of a stretch.
func (r *run) namesBetween(from, to uint32) []exactName {
	if len(r.exact) == 0 {
		return nil
	}
	byThing := func(e exactName, thing uint32) int { return cmp.Compare(e.thing, thing) }
	a, _ := slices.BinarySearchFunc(r.exact, from, byThing)
	b, _ := slices.BinarySearchFunc(r.exact, to, byThing)
	return r.exact[a:b]
}

// bonus is what a name is worth: the more of the question it is, the more.
func (r *run) bonus(c *collection, n exactName) int32 {
	return int32(c.weights.Exact * float64(n.length) / float64(len(r.plain)+1) * r.unit)
}

// sift finds the candidates: the things whose sum is so much at least.
func (r *run) sift(c *collection, least int32, clean bool) {
	from, to := r.from-r.first, r.to-r.first
	near := r.near[:windowSize]
	if least <= 0 { // all of them
		r.near = near[:siftSumsGo(near, r.sums[from:to], from, least, clean)]
		return
	}
	from, to = from&^(siftStride-1), (to+siftStride-1)&^(siftStride-1) // beside the stretch all sums are 0
	r.near = near[:siftSums(near, r.sums[from:to], c.words.marks[r.first:], from, least, clean)]
}

// left is a list that was not gone through.
type left struct {
	bit         uint32 // of its gram in marks
	bound, flat int32
	each        uint64
}

// leave notes the lists that were not gone through: those of the terms from one
// on.
func (r *run) leave(from int) {
	r.left, r.deep = r.left[:0], 0
	for i := range r.terms[from:] {
		if t := &r.terms[from+i]; t.bound > 0 {
			r.deep = max(r.deep, uint32(t.mark-1)/32)
			r.left = append(r.left, left{uint32(t.mark - 1), t.bound, t.flat, t.each})
		}
	}
}

// weed notes what the other lists may give each candidate, and drops those for
// which it is not enough.
func (r *run) weed(c *collection) {
	least, n := r.floor-r.vector, 0
	all := c.words.marks[r.first:]
	for _, x := range r.near {
		m, rest := &all[x.thing], int32(0)
		for i := range r.left {
			l := &r.left[i]
			rest += l.bound & -int32(m.has(l.bit))
		}
		r.near[n], r.rests[n] = x, rest
		n += notAbove(int64(least), int64(x.worth+rest))
	}
	r.near = r.near[:n]
}

// fetch asks the memory for what will be read of the candidates.
func (r *run) fetch(c *collection) {
	all := c.words.marks[r.first:]
	for _, x := range r.near {
		fetch(unsafe.Pointer(&c.words.codes[all[x.thing][markWords]]))
		fetch(unsafe.Pointer(&c.gates.doors[r.first+x.thing]))
	}
}

// addVectors adds what the vectors of the candidates are worth, and drops those
// for which it was not enough.
func (r *run) addVectors(c *collection) {
	if r.vector == 0 || len(r.near) == 0 {
		return
	}
	dots := r.dots[:len(r.near)]
	c.vectors.dots(dots, int(r.first), r.near, &r.probe)
	scales, n := c.vectors.scales[r.first:r.to], 0
	for i, x := range r.near {
		x.worth += r.vectorWorth(dots[i], scales[x.thing])
		r.near[n], r.rests[n] = x, r.rests[i]
		n += notAbove(int64(r.floor), int64(x.worth+r.rests[i]))
	}
	r.near = r.near[:n]
}

// vectorWorth is what a product with the probe is worth.
func (r *run) vectorWorth(dot int32, scale float32) int32 {
	return likenessWorth(dot, scale, r.vectorUnit, r.vectorTop)
}

// choose puts the candidates to the best that the gates let through.
func (r *run) choose(c *collection) {
	for i, x := range r.near {
		if x.worth+r.rests[i] < r.floor {
			continue
		}
		x.worth += r.others(c, x.thing)
		x.thing += r.first
		if x.worth >= r.floor && c.gates.serves(&r.pass, x.thing) && r.found(c, x) {
			if r.best.push(x); r.best.full() {
				r.floor = max(r.floor, r.best.all[0].worth+1) // equal ones that come later stand behind
			}
		}
	}
}

// others is what the lists give a thing that were not gone through.
func (r *run) others(c *collection, place uint32) (sum int32) {
	m := &c.words.marks[r.first+place]
	codes, before := c.words.codes[m[markWords]:], m.counts(r.deep)
	for i := range r.left {
		l := &r.left[i]
		there := -m.has(l.bit) // all bits, or none: see notAbove
		code := uint32(codes[m.place(&before, l.bit)&there]) & there
		sum += int32(l.each*uint64(code)>>16) + l.flat&int32(there)
	}
	return sum
}

// found reports whether a thing shares a gram with the question or is near
// enough without.
func (r *run) found(c *collection, x candidate) bool {
	if r.vectorTop == 0 {
		return true
	}
	return x.worth > r.vectorWorth(c.vectors.dot(x.thing, &r.probe), c.vectors.scales[x.thing]) || c.vectors.cosine(x.thing, &r.probe) >= loneVector
}
