package store

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	_ "embed"
	"encoding/base64"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"wenban/knowledge/segment"
	"wenban/knowledge/store/db"
)

// Bounds of a password, in characters.
const (
	leastPassword = 12
	mostPassword  = 128
)

// ErrPassword says what is wrong with a password that somebody wants to have.
var ErrPassword = errors.New("密码不能用")

// SetPassword gives a person a password, and ends where they are signed in. by
// is an admin, or the person.
//
// PRIVACY: what is kept is its argon2id hash; no error holds it.
func (s *Store) SetPassword(ctx context.Context, by, name, password string) error {
	name, by = NameOf(name), NameOf(by)
	if err := GoodPassword(name, password); err != nil {
		return err
	}
	free, err := s.hashing.enter(ctx)
	if err != nil {
		return err
	}
	hash := hashed(password)
	free()
	return s.refused(ctx, by, "password", "person "+name, s.change(ctx, func(t *tx) error {
		if err := t.mayChange(by, name); err != nil {
			return err
		}
		if err := t.exec(`INSERT INTO person_password (person, hash, changed) VALUES ($1, $2, $3)
			ON CONFLICT (person) DO UPDATE SET hash = excluded.hash, changed = excluded.changed`, name, hash, db.Micros(t.now)); err != nil {
			return err
		}
		return errors.Join(t.signOut(name), t.record(by, "password", "person "+name, "设置登录密码"))
	}))
}

// mayChange reports whether somebody may change how a person signs in.
func (t *tx) mayChange(by, name string) error {
	if _, err := t.person(name); err != nil {
		return err
	}
	if by == name {
		_, err := t.allowed(by, Roles...)
		return err
	}
	_, err := t.allowed(by, Admin)
	return err
}

// signOut ends every session of a person.
func (t *tx) signOut(name string) error {
	return t.exec("DELETE FROM session WHERE kind = 'staff' AND who = $1", name)
}

// usual are the words that usual passwords are made of, one a line.
//
//go:embed usual.txt
var usualWords string

// usual matches what is made of nothing else.
var usual = regexp.MustCompile("^(?:" + strings.ReplaceAll(strings.TrimSpace(usualWords), "\n", "|") + ")*$")

// GoodPassword refuses a password that others would try: too short, one of the
// usual ones whatever numbers stand beside it, the person's own name.
func GoodPassword(name, password string) error {
	p := strings.ToLower(norm.NFKC.String(password))
	refuse := func(why string) error { return fmt.Errorf("%w：%s", ErrPassword, why) }
	switch n := utf8.RuneCountInString(p); {
	case !utf8.ValidString(password) || strings.ContainsFunc(p, unicode.IsControl):
		return refuse("含有控制字符")
	case n < leastPassword:
		return refuse(fmt.Sprintf("至少要 %d 个字符，现在是 %d 个", leastPassword, n))
	case n > mostPassword:
		return refuse(fmt.Sprintf("最多 %d 个字符", mostPassword))
	case usual.MatchString(strings.Map(letter, p)):
		return refuse("只是数字、符号或者常见的词，别人猜得到；可以用几个不相干的词连起来")
	case distinct(p) < 6:
		return refuse("重复的字符太多")
	case strings.Contains(p, strings.ToLower(name)), len(name) > 0 && strings.Contains(p, spelt(name)):
		return refuse("含有姓名")
	}
	return nil
}

// letter keeps what is neither digit, sign nor blank.
func letter(r rune) rune {
	if unicode.IsLetter(r) {
		return r
	}
	return -1
}

func distinct(s string) int {
	seen := map[rune]bool{}
	for _, r := range s {
		seen[r] = true
	}
	return len(seen)
}

// spelt is a Chinese name in pinyin; a name without Chinese characters is itself.
func spelt(name string) string {
	if p := strings.Join(segment.Pinyin(name), ""); p != "" {
		return p
	}
	return strings.ToLower(name)
}

// What a guess costs whoever has the database: OWASP's first choice for
// argon2id, 19 MiB, about 30 ms of one core.
const (
	hashMemory = 19 << 10 // KiB
	hashPasses = 2
	hashLength = 32
	hashSalt   = 16
	hashes     = 2  // at a time, so that signing in takes at most 38 MiB
	hashQueue  = 60 // that wait or run: two seconds
)

// queue lets a few hash at a time and some wait.
type queue struct{ slots, places chan struct{} }

func newQueue() queue { return queue{make(chan struct{}, hashes), make(chan struct{}, hashQueue)} }

// enter waits for its turn; free must be called after it. Where too many wait
// already the error is ErrBusy.
func (q queue) enter(ctx context.Context) (free func(), err error) {
	select {
	case q.places <- struct{}{}:
	default:
		return nil, ErrBusy
	}
	select {
	case q.slots <- struct{}{}:
		return func() { <-q.slots; <-q.places }, nil
	case <-ctx.Done():
		<-q.places
		return nil, ctx.Err()
	}
}

// hashed is a password as it is kept.
func hashed(password string) string {
	salt := make([]byte, hashSalt)
	_, _ = rand.Read(salt) // never fails
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=1$%s$%s", argon2.Version, hashMemory, hashPasses,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(derive(password, salt, hashPasses, hashMemory)))
}

func derive(password string, salt []byte, passes, memory uint32) []byte {
	return argon2.IDKey([]byte(norm.NFKC.String(password)), salt, passes, memory, 1, hashLength)
}

// nobody is the hash of no password: what is compared where a name has none, so
// that it takes as long.
var nobody = fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=1$%s$%s", argon2.Version, hashMemory, hashPasses,
	strings.Repeat("A", 22), strings.Repeat("A", 43))

// matches reports whether a hash is that of a password.
func matches(hash, password string) bool {
	var version int
	var passes, memory uint32
	head, body, _ := strings.Cut(strings.TrimPrefix(hash, "$argon2id$"), ",p=1$")
	salt, sum, _ := strings.Cut(body, "$")
	if _, err := fmt.Sscanf(head, "v=%d$m=%d,t=%d", &version, &memory, &passes); err != nil || version != argon2.Version || passes < 1 || passes > 10 || memory > 256<<10 {
		return false
	}
	rawSalt, badSalt := base64.RawStdEncoding.DecodeString(salt)
	want, badSum := base64.RawStdEncoding.DecodeString(sum)
	got := derive(password, rawSalt, passes, memory)
	return badSalt == nil && badSum == nil && subtle.ConstantTimeCompare(got, want) == 1
}
