#include "textflag.h"

// func dotRowsAVX2(dst *int32, rows *int8, things *candidate, b *int16, wide, n int)
TEXT ·dotRowsAVX2(SB), NOSPLIT, $0-48
	MOVQ dst+0(FP), R8
	MOVQ rows+8(FP), R12
	MOVQ things+16(FP), R13
	MOVQ b+24(FP), R9
	MOVQ wide+32(FP), R10
	MOVQ n+40(FP), R11

row:
	MOVL  (R13), SI // the thing is the first half of a candidate
	IMULQ R10, SI
	ADDQ  R12, SI
	MOVQ  R9, DI
	MOVQ  R10, CX
	VPXOR Y0, Y0, Y0

step:
	VPMOVSXBW (SI), Y1     // sixteen bytes to sixteen words
	VPMADDWD  (DI), Y1, Y1 // products, summed by pairs
	VPADDD    Y1, Y0, Y0
	ADDQ      $16, SI
	ADDQ      $32, DI
	SUBQ      $16, CX
	JNZ       step

	VEXTRACTI128 $1, Y0, X1 // eight sums to one
	VPADDD       X1, X0, X0
	VPSHUFD      $0x4e, X0, X1
	VPADDD       X1, X0, X0
	VPSHUFD      $0xb1, X0, X1
	VPADDD       X1, X0, X0
	VMOVD        X0, (R8)
	ADDQ         $4, R8
	ADDQ         $8, R13
	DECQ         R11
	JNZ          row

	VZEROUPPER
	RET

// func dotLanesAVX2(lanes *[8]float32, a, b *float32, n int)
TEXT ·dotLanesAVX2(SB), NOSPLIT, $0-32
	MOVQ   lanes+0(FP), R8
	MOVQ   a+8(FP), SI
	MOVQ   b+16(FP), DI
	MOVQ   n+24(FP), CX
	VXORPS Y0, Y0, Y0

eight:
	VMOVUPS (SI), Y1
	VMULPS  (DI), Y1, Y1
	VADDPS  Y1, Y0, Y0
	ADDQ    $32, SI
	ADDQ    $32, DI
	SUBQ    $8, CX
	JNZ     eight

	VMOVUPS Y0, (R8)
	VZEROUPPER
	RET
