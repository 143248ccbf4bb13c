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

// func liftRowsAVX2(sums *int32, rows *int8, scales *float32, b *int16, wide, n int, unit float32, most int32) (top int32)
TEXT ·liftRowsAVX2(SB), NOSPLIT, $0-60
	MOVQ         sums+0(FP), R8
	MOVQ         rows+8(FP), SI
	MOVQ         scales+16(FP), R12
	MOVQ         b+24(FP), R9
	MOVQ         wide+32(FP), R10
	MOVQ         n+40(FP), R11
	VBROADCASTSS unit+48(FP), X9
	MOVL         most+52(FP), AX
	VMOVD        AX, X10
	VPBROADCASTD X10, X10
	VPXOR        X11, X11, X11
	VPXOR        X12, X12, X12      // the most
	LEAQ         (R10)(R10*2), BX   // three rows

four:
	MOVQ  R9, DI
	MOVQ  R10, CX
	VPXOR Y0, Y0, Y0
	VPXOR Y1, Y1, Y1
	VPXOR Y2, Y2, Y2
	VPXOR Y3, Y3, Y3

fourStep:
	VMOVDQU   (DI), Y8
	VPMOVSXBW (SI), Y4
	VPMOVSXBW (SI)(R10*1), Y5
	VPMOVSXBW (SI)(R10*2), Y6
	VPMOVSXBW (SI)(BX*1), Y7
	VPMADDWD  Y8, Y4, Y4
	VPMADDWD  Y8, Y5, Y5
	VPMADDWD  Y8, Y6, Y6
	VPMADDWD  Y8, Y7, Y7
	VPADDD    Y4, Y0, Y0
	VPADDD    Y5, Y1, Y1
	VPADDD    Y6, Y2, Y2
	VPADDD    Y7, Y3, Y3
	ADDQ      $16, SI
	ADDQ      $32, DI
	SUBQ      $16, CX
	JNZ       fourStep

	VPHADDD      Y1, Y0, Y0 // four times eight sums to four
	VPHADDD      Y3, Y2, Y2
	VPHADDD      Y2, Y0, Y0
	VEXTRACTI128 $1, Y0, X1
	VPADDD       X1, X0, X0

	VPMAXSD    X11, X0, X0
	VCVTDQ2PS  X0, X0
	VMULPS     (R12), X0, X0
	VMULPS     X9, X0, X0
	VCVTTPS2DQ X0, X0
	VPMINSD    X10, X0, X0
	VPMAXSD    X0, X12, X12
	VPADDD     (R8), X0, X0
	VMOVDQU    X0, (R8)
	ADDQ       $16, R8
	ADDQ       $16, R12
	ADDQ       BX, SI
	SUBQ       $4, R11
	JNZ        four

	VPSHUFD $0x4e, X12, X0
	VPMAXSD X0, X12, X12
	VPSHUFD $0xb1, X12, X0
	VPMAXSD X0, X12, X12
	VMOVD   X12, AX
	MOVL    AX, top+56(FP)
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
