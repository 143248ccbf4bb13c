package store_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"wenban/knowledge/store"
)

const right = "晴天 搬 了 七 把 椅子 去"

// handler is somebody of a department with a password.
func (o *office) handler(name string) {
	o.t.Helper()
	o.must(o.SetPerson(o.t.Context(), chief, store.Person{Name: name, Active: true, Roles: []store.Role{store.Handler}, Departments: []string{"民政局"}, Regions: []string{"431202"}}))
	o.must(o.SetPassword(o.t.Context(), chief, name, right))
}

func (o *office) try(name, password, address, known string) (store.Person, error) {
	return o.Prove(o.t.Context(), store.Try{Name: name, Password: password, Address: address, Known: known})
}

func TestAPersonProvesWhoTheyAre(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.handler("王芳")
		p, err := o.try(" 王芳", right, "192.0.2.1", "")
		if o.must(err); !p.Has(store.Handler) || !p.Serves("民政局", "431202", "431200") || p.Serves("民政局", "431203", "431200") || p.Serves("公安局", "431202") {
			t.Errorf("Prove = %+v, want a handler of 民政局 in 431202 alone", p)
		}
		_, err = o.try("王芳", right+"x", "192.0.2.1", "")
		o.want("Prove with a wrong password", err, store.ErrWrong)
		o.must(o.SetPassword(t.Context(), "王芳", "王芳", "一 二 三 四 五 六 七 八"))
		_, err = o.try("王芳", right, "192.0.2.1", "")
		o.want("Prove with the password before", err, store.ErrWrong)
		o.want("SetPassword by somebody who is no admin", o.SetPassword(t.Context(), writer, "王芳", right), store.ErrRole)
		o.want("SetPassword for nobody", o.SetPassword(t.Context(), chief, "无此人", right), store.ErrNobody)
		off := store.Person{Name: "王芳", Roles: []store.Role{store.Handler}}
		o.must(o.SetPerson(t.Context(), chief, off))
		_, err = o.try("王芳", "一 二 三 四 五 六 七 八", "192.0.2.1", "")
		o.want("Prove of who was switched off", err, store.ErrWrong)
		steps, err := o.Audit(t.Context(), "person 王芳")
		o.must(err)
		if got := strings.Join(actions(steps), " "); got != "person password signin password refused person" {
			t.Errorf("Audit(person 王芳) = %s", got)
		}
		for _, s := range steps {
			if strings.Contains(fmt.Sprint(s), "椅子") {
				t.Errorf("the trail holds a password: %v", s)
			}
		}
	})
}

func TestUsualPasswordsAreRefused(t *testing.T) {
	for password, want := range map[string]string{
		"":                  "至少要 12 个字符，现在是 0 个",
		"Xk9#mQ2$vL7":       "至少要 12 个字符，现在是 11 个",
		"123456789012":      "常见",
		"2026年11月25日25":     "",
		"20261125-20261125": "常见",
		"Password2026!":     "常见",
		"ｐａｓｓｗｏｒｄ１２３４５": "常见",
		"Qwertyuiop12":                 "常见",
		"1qaz2wsx3edc":                 "常见",
		"woaini5201314":                "常见",
		"Admin@123456":                 "常见",
		"bbbbbbbbbbbbbbb":              "重复",
		"xyxyxyxyxyxyxy":               "重复",
		"王芳王芳喜欢晴天的下午啊":                 "姓名",
		"wangfang-is-here":             "姓名",
		strings.Repeat("晴天", 65):       "最多 128 个字符",
		"tab\there and more":           "控制字符",
		"correct horse battery staple": "",
		"晴天搬了七把椅子去河边坐":                 "",
		"Xk9#mQ2$vL7p":                 "",
		"a\xffbcdefghijklmnop":         "控制字符",
	} {
		err := store.GoodPassword("王芳", password)
		if got := fmt.Sprint(err); (want == "") != (err == nil) || !strings.Contains(got, want) || err != nil && !errors.Is(err, store.ErrPassword) {
			t.Errorf("GoodPassword(王芳, %q) = %v, want %q", password, err, want)
		}
		if err != nil && password != "" && strings.Contains(err.Error(), password) {
			t.Errorf("GoodPassword(王芳, %q) = %v holds the password", password, err)
		}
	}
}

// A59: who guesses has to wait longer and longer, whether or not there is
// somebody of that name, in the same words.
func TestA59GuessingIsSlowedDown(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.handler("王芳")
		var said []string
		for _, name := range []string{"王芳", "无此人"} {
			all := ""
			for range 5 {
				_, err := o.try(name, "wrong", "192.0.2.1", "")
				all += fmt.Sprintln(err)
			}
			_, err := o.try(name, right, "192.0.2.1", "") // the right one is not looked at
			all += fmt.Sprintln(err)
			o.want("Prove after five wrong tries", err, store.ErrWait)
			said = append(said, all)
		}
		if said[0] != said[1] {
			t.Errorf("somebody and nobody are told different things:\n%s\n%s", said[0], said[1])
		}
		o.pass(31 * time.Second)
		_, err := o.try("王芳", "wrong", "192.0.2.1", "") // the sixth
		o.want("Prove after the wait", err, store.ErrWrong)
		o.pass(31 * time.Second)
		_, err = o.try("王芳", right, "192.0.2.1", "")
		o.want("Prove before the second wait is over", err, store.ErrWait)
		o.pass(30 * time.Second)
		_, err = o.try("王芳", right, "192.0.2.1", "")
		o.must(err)
		_, err = o.try("王芳", "wrong", "192.0.2.1", "")
		o.want("Prove after a right try, which forgets the wrong ones", err, store.ErrWrong)
	})
}

// A59: whoever guesses cannot keep the person out: not in a browser they know,
// not for long in any other, and an admin can end it.
func TestA59GuessingLocksNobodyOut(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.handler("王芳")
		attack := func() {
			for i := range 60 {
				_, err := o.try("王芳", "wrong", fmt.Sprintf("203.0.113.%d", i), "")
				if !errors.Is(err, store.ErrWrong) && !errors.Is(err, store.ErrWait) {
					t.Fatalf("Prove by who guesses = %v", err)
				}
			}
		}
		attack()
		_, err := o.try("王芳", right, "192.0.2.9", "")
		o.want("Prove from a new place under attack", err, store.ErrWait)
		_, err = o.try("王芳", right, "203.0.113.1", "her browser")
		o.must(err)
		o.pass(31 * time.Second)
		_, err = o.try("王芳", right, "192.0.2.9", "")
		o.must(err) // at most half a minute
		for range 3 {
			attack()
			o.pass(time.Minute)
		}
		attack()
		_, err = o.try("王芳", right, "192.0.2.10", "")
		o.want("Prove from a new place under a long attack", err, store.ErrWait)
		o.must(o.Unlock(t.Context(), chief, "王芳"))
		_, err = o.try("王芳", right, "192.0.2.10", "")
		o.must(err)
		o.want("Unlock by somebody who is no admin", o.Unlock(t.Context(), writer, "王芳"), store.ErrRole)
	})
}

// Many tries at once are no more tries than one after the other.
func TestA59TriesAtOnceAreCounted(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.handler("王芳")
		var looked sync.Map
		var all sync.WaitGroup
		for i := range 20 {
			all.Go(func() {
				if _, err := o.try("王芳", "wrong", "192.0.2.1", ""); errors.Is(err, store.ErrWrong) {
					looked.Store(i, true)
				} else if !errors.Is(err, store.ErrWait) {
					t.Errorf("Prove = %v", err)
				}
			})
		}
		all.Wait()
		n := 0
		looked.Range(func(any, any) bool { n++; return true })
		if n != 5 {
			t.Errorf("of 20 tries at once %d were looked at, want 5", n)
		}
	})
}

// What is counted is forgotten, and no name or address stands in it.
func TestTriesAreForgotten(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		for i := range 30 {
			_, err := o.try(fmt.Sprint("谁", i), "wrong", fmt.Sprintf("192.0.2.%d", i), "")
			o.want("Prove", err, store.ErrWrong)
		}
		var n int
		o.must(o.db.Reader().QueryRow("SELECT count(*) FROM signin_try WHERE id LIKE '%192.0%' OR who LIKE '%谁%'").Scan(&n))
		if n > 0 {
			t.Errorf("%d rows hold a name or an address", n)
		}
		o.pass(25 * time.Hour)
		_, err := o.try("谁", "wrong", "192.0.2.200", "")
		o.want("Prove", err, store.ErrWrong)
		o.must(o.db.Reader().QueryRow("SELECT count(*) FROM signin_try").Scan(&n))
		if n != 3 {
			t.Errorf("a day later there are %d rows, want the 3 of the last try", n)
		}
	})
}
