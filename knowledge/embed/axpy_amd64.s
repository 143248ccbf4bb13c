#include "textflag.h"

// func axpyAVX2(v, x *float32, w float32, n int)
TEXT ·axpyAVX2(SB), NOSPLIT, $0-32
	MOVQ         v+0(FP), DI
	MOVQ         x+8(FP), SI
	VBROADCASTSS w+16(FP), Y0
	MOVQ         n+24(FP), CX

step:
	VMULPS  (SI), Y0, Y1 // never fused with the sum: it would be rounded otherwise
	VADDPS  (DI), Y1, Y1
	VMOVUPS Y1, (DI)
	ADDQ    $32, SI
	ADDQ    $32, DI
	SUBQ    $8, CX
	JNZ     step

	VZEROUPPER
	RET
