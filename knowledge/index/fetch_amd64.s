#include "textflag.h"

// func fetch(p unsafe.Pointer)
TEXT ·fetch(SB), NOSPLIT, $0-8
	MOVQ       p+0(FP), SI
	PREFETCHT0 (SI)
	PREFETCHT0 64(SI)
	RET
