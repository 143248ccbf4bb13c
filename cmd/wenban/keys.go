package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"wenban/assistant/form/drafts"
	casedesk "wenban/assistant/handoff/desk"
	"wenban/assistant/ledger"
	"wenban/channels/signin"
	"wenban/knowledge/store"
	"wenban/knowledge/store/db"
	"wenban/knowledge/store/rekey"
	"wenban/knowledge/store/seal"
)

// sealedColumns is everything in the database that is sealed. A room that seals
// is listed here; a test finds one that is not.
var sealedColumns = slices.Concat(ledger.Sealed, signin.Sealed, casedesk.Sealed, drafts.Sealed)

// keysCommand keeps the keys that personal data is sealed with.
type keysCommand struct {
	List   keysList   `cmd:"" help:"列出密钥，以及各有多少内容用它加密"`
	Add    keysAdd    `cmd:"" help:"多台机器换密钥的第一步：先加一把还不使用的，分发到每台机器"`
	Rotate keysRotate `cmd:"" help:"换一把新密钥，并把已有内容重新加密；可以中断，再运行就接着做"`
	Drop   keysDrop   `cmd:"" help:"删除一把不再使用的旧密钥"`
}

// keyFile is the file of the ring that a command changes.
type keyFile struct {
	stored
	File string `help:"密钥文件；不写就是数据文件夹里的 keys.json" type:"path" placeholder:"文件"`
}

func (c keyFile) path() string {
	if c.File != "" {
		return c.File
	}
	return filepath.Join(c.Data, "keys.json")
}

// open opens the ring in the file. A ring that stands in the configuration must
// be the one in the file: changing another one would change nothing.
func (c keyFile) open() (*seal.Ring, error) {
	if _, err := os.Stat(c.path()); errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("没有密钥文件 %s；用 --file 指明，或者先启动一次服务", c.path())
	}
	ring, err := seal.File(c.path())
	if err != nil || c.ring == "" {
		return ring, err
	}
	set, err := seal.Parse([]byte(c.ring))
	if err != nil {
		return nil, err
	}
	if c.File == "" || !slices.Equal(set.Names(), ring.Names()) {
		return nil, fmt.Errorf("密钥写在配置里（keys_file），请用 --file 指明那个文件，并确认和正在使用的一样")
	}
	return ring, nil
}

// locked runs f while no other process changes the file.
func (c keyFile) locked(f func() error) error {
	path := c.path() + ".lock"
	lock, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("另一个命令正在改密钥；确认没有的话，删除 %s 再来", path)
	}
	if err != nil {
		return err
	}
	return errors.Join(f(), lock.Close(), os.Remove(path))
}

type keysList struct{ keyFile }

// Run lists the keys with how much stands under each.
func (c keysList) Run(ctx context.Context) error {
	ring, err := c.open()
	if err != nil {
		return err
	}
	return c.withDB(ctx, func(d *db.DB) error {
		counts, err := rekey.Counts(ctx, d, sealedColumns)
		if err != nil {
			return err
		}
		for _, name := range ring.Names() {
			use := ""
			if name == ring.Current() {
				use = "，正在使用"
			}
			fmt.Printf("%s：%d 条%s\n", name, counts[name], use)
			delete(counts, name)
		}
		for name, n := range counts {
			fmt.Printf("%s：%d 条，密钥文件里没有这把，打不开\n", name, n)
		}
		return nil
	})
}

func (c keyFile) withDB(ctx context.Context, f func(*db.DB) error) error {
	d, err := c.stored.open(ctx)
	if err != nil {
		return err
	}
	return errors.Join(f(d), d.Close())
}

type keysAdd struct{ keyFile }

// Run adds a key that opens and does not seal yet.
func (c keysAdd) Run() error {
	return c.locked(func() error {
		ring, err := c.open()
		if err != nil {
			return err
		}
		more, name := ring.More()
		if err := seal.Save(c.path(), more, true); err != nil {
			return err
		}
		fmt.Printf("加了密钥 %s，还没有使用。把 %s 复制到每台机器（只有运行用户能读）并重启，然后在一台上运行 wenban keys rotate\n", name, c.path())
		return nil
	})
}

type keysRotate struct {
	keyFile
	wait func(context.Context, time.Duration) error
}

// Run makes the newest key seal, a new one where the newest already does, and
// seals everything anew. A run that was stopped goes on with the same key.
func (c keysRotate) Run(ctx context.Context) error {
	return c.locked(func() error {
		ring, err := c.open()
		if err != nil {
			return err
		}
		return c.withDB(ctx, func(d *db.DB) error {
			if ring, err = c.turn(ctx, d, ring); err != nil {
				return err
			}
			if err := c.anew(ctx, d, ring); err != nil {
				return err
			}
			return noted(ctx, d, "换成 "+ring.Current())
		})
	})
}

// turn makes the next key seal, unless something still stands under an older one:
// then an earlier run was stopped, and goes on.
func (c keysRotate) turn(ctx context.Context, d *db.DB, ring *seal.Ring) (*seal.Ring, error) {
	counts, err := rekey.Counts(ctx, d, sealedColumns)
	if err != nil {
		return nil, err
	}
	names := ring.Names()
	newest := names[len(names)-1]
	delete(counts, ring.Current())
	if newest == ring.Current() && len(names) > 1 && len(counts) > 0 {
		fmt.Printf("接着上一次做：换成 %s\n", newest)
		return ring, nil
	}
	next := ring.Next()
	if newest != ring.Current() {
		if next, err = ring.Using(newest); err != nil {
			return nil, err
		}
	}
	fmt.Printf("从现在起用 %s 加密\n", next.Current())
	return next, seal.Save(c.path(), next, true)
}

// rounds is how often what was written meanwhile is looked for.
const rounds = 5

// anew seals everything anew, and once more what processes that had not seen the
// new key yet wrote meanwhile.
func (c keysRotate) anew(ctx context.Context, d *db.DB, ring *seal.Ring) error {
	for range rounds {
		_, bad, err := rekey.Run(ctx, d, ring, sealedColumns, func(done, all int) { fmt.Printf("\r重新加密 %d/%d", done, all) })
		if err != nil {
			return fmt.Errorf("重新加密停下了，再运行一次就接着做：%w", err)
		}
		if err := c.pause(ctx); err != nil {
			return err
		}
		counts, err := rekey.Counts(ctx, d, sealedColumns)
		if err != nil {
			return err
		}
		delete(counts, ring.Current())
		if sum(counts) <= bad {
			return c.told(ring, counts)
		}
	}
	return errors.New("一直有内容还在用旧密钥写入：确认每台机器都有新的密钥文件并且重启过，再运行一次")
}

// pause waits until every process has seen the new key.
func (c keysRotate) pause(ctx context.Context) error {
	if c.wait != nil {
		return c.wait(ctx, seal.Patience+time.Second)
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(seal.Patience + time.Second):
		return nil
	}
}

func (c keysRotate) told(ring *seal.Ring, left map[string]int) error {
	fmt.Println()
	if n := sum(left); n > 0 {
		return fmt.Errorf("有 %d 条打不开，还是原样：密钥不在文件里，或者内容被改动过。用 wenban keys list 查看", n)
	}
	fmt.Printf("全部内容都用 %s 加密了。旧密钥还在文件里；以前的备份要用它打开，先另存一份，再用 wenban keys drop 删除\n", ring.Current())
	return nil
}

func sum(counts map[string]int) (n int) {
	for _, c := range counts {
		n += c
	}
	return n
}

type keysDrop struct {
	keyFile
	Name string `arg:"" help:"密钥的名字，如 k001"`
}

// Run removes a key under which nothing stands any more.
func (c keysDrop) Run(ctx context.Context) error {
	return c.locked(func() error {
		ring, err := c.open()
		if err != nil {
			return err
		}
		less, err := ring.Without(c.Name)
		if err != nil {
			return err
		}
		err = c.withDB(ctx, func(d *db.DB) error {
			if err := unused(ctx, d, c.Name); err != nil {
				return err
			}
			return noted(ctx, d, "删除 "+c.Name)
		})
		if err != nil {
			return err
		}
		if err := seal.Save(c.path(), less, true); err != nil {
			return err
		}
		fmt.Printf("删除了密钥 %s\n", c.Name)
		return nil
	})
}

// noted keeps in the audit trail what was done to the keys, on this machine's
// command line.
func noted(ctx context.Context, d *db.DB, what string) error {
	return d.Update(ctx, func(tx *sql.Tx) error {
		return store.Record(ctx, d, tx, store.Step{At: time.Now(), Actor: "命令行", Action: "keys", Subject: "keys", Detail: what})
	})
}

// unused refuses a key that is still needed, also where nobody thought of it.
func unused(ctx context.Context, d *db.DB, name string) error {
	strangers, err := rekey.Strangers(ctx, d, sealedColumns)
	if err != nil {
		return err
	}
	if len(strangers) > 0 {
		return fmt.Errorf("这些列里有加密的内容，本版程序不会给它们换密钥，不能删除密钥：%s", strings.Join(strangers, "、"))
	}
	counts, err := rekey.Counts(ctx, d, sealedColumns)
	if err == nil && counts[name] > 0 {
		err = fmt.Errorf("还有 %d 条内容用密钥 %s 加密，不能删除；先运行 wenban keys rotate", counts[name], name)
	}
	return err
}
