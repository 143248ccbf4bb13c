package segment

import (
	"strings"
	"sync"

	"github.com/longbridgeapp/opencc"
)

// converter is the traditional→simplified conversion with the set of
// characters that it changes, so that text without any costs one look-up a
// character.
type converter struct {
	cc      *opencc.OpenCC
	changes [1 << 16 / 64]uint64 // bit per rune of the basic plane
}

var traditional = sync.OnceValue(func() *converter {
	c := &converter{}
	cc, err := opencc.New("t2s")
	if err != nil { // its tables are compiled in; without them text stays as it is
		return c
	}
	c.cc = cc
	for r := rune(0x3400); r < 0xa000; r++ {
		c.learn(r)
	}
	return c
})

// learn notes whether a character changes. Characters whose simplified form
// lies outside the basic plane (嗰) stay: nobody types those forms, and dialect
// tables are written with the common ones.
func (c *converter) learn(r rune) {
	out, err := c.cc.Convert(string(r))
	to := []rune(out)
	if err == nil && len(to) == 1 && to[0] != r && to[0] < 1<<16 {
		c.changes[r/64] |= 1 << (r % 64)
	}
}

func (c *converter) changed(r rune) bool {
	return r >= 0x3400 && r < 0xa000 && c.changes[r/64]&(1<<(r%64)) != 0
}

// simplify returns text with traditional characters made simplified, phrase by
// phrase where a phrase decides (乾隆, 乾燥).
func simplify(text string) string {
	c := traditional()
	if strings.IndexFunc(text, c.changed) < 0 {
		return text
	}
	out, err := c.cc.Convert(text)
	if err != nil {
		return text
	}
	return c.restore(text, out)
}

// restore puts back the characters that should have stayed, where the two
// texts can be compared character by character.
func (c *converter) restore(from, to string) string {
	a, b := []rune(from), []rune(to)
	if len(a) != len(b) {
		return to
	}
	for i := range b {
		if b[i] >= 1<<16 {
			b[i] = a[i]
		}
	}
	return string(b)
}
