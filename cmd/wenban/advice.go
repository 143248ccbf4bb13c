package main

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"syscall"
)

// advice is what to do about the failures of a machine, the special ones first.
// Most errors are sentences already; these come from the system, in English.
var advice = []struct {
	is  func(error) bool
	say string
}{
	{caused(syscall.EADDRINUSE), "这个端口已经有程序在用。先停掉那个程序（也许是另一个问办），或者换一个端口，如 --addr 127.0.0.1:8081"},
	{caused(syscall.EADDRNOTAVAIL), "这台机器没有这个地址。只在本机用写 127.0.0.1:8080，让别的机器访问写 0.0.0.0:8080"},
	{ofKind[*net.AddrError], "地址要写成“主机:端口”，端口是 1 到 65535，如 127.0.0.1:8080"},
	{ofKind[*net.DNSError], "找不到这台主机，或者端口不是数字。写成 127.0.0.1:8080 这样"},
	{caused(syscall.ECONNREFUSED), "那台服务器没有应答。看它启动了没有，地址和端口写对没有"},
	{caused(syscall.ENOSPC), "磁盘满了，没有写进去。腾出空间后再来"},
	{caused(syscall.EROFS), "磁盘是只读的，写不进去。换一个可写的文件夹，或者用 --data 指定"},
	{func(err error) bool { return ofKind[*net.OpError](err) && errors.Is(err, fs.ErrPermission) }, "没有权限用这个端口。1024 以下的端口要管理员权限，请换成 8080 这样的端口，前面放反向代理"},
	{caused(fs.ErrPermission), "没有权限。用数据文件夹的所有者来运行，或者把文件和文件夹交给运行问办的用户"},
	{caused(bufio.ErrTooLong), "有一行太长了。一行一轮，一轮说一两句话"},
	{caused(syscall.ENOTDIR), "路径里有一段不是文件夹。核对路径"},
	{caused(syscall.EISDIR), "这里应该是文件，却是文件夹。核对路径"},
	{caused(fs.ErrNotExist), "没有这个文件或者文件夹。核对路径，文件夹要先建好"},
}

func caused(by error) func(error) bool {
	return func(err error) bool { return errors.Is(err, by) }
}

func ofKind[E error](err error) bool {
	var e E
	return errors.As(err, &e)
}

// advised is an error as whoever runs the program reads it: what to do first, then
// the cause as the system tells it.
func advised(err error) string {
	for _, a := range advice {
		if a.is(err) {
			return fmt.Sprintf("%s\n详情：%v", a.say, err)
		}
	}
	return err.Error()
}
