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

// func axpyCodesAVX2(v *float32, codes *int8, w, scale float32, n int)
TEXT ·axpyCodesAVX2(SB), NOSPLIT, $0-32
	MOVQ         v+0(FP), DI
	MOVQ         codes+8(FP), SI
	VBROADCASTSS w+16(FP), Y0
	VBROADCASTSS scale+20(FP), Y1
	MOVQ         n+24(FP), CX

step:
	VPMOVSXBD (SI), Y2
	VCVTDQ2PS Y2, Y2
	VMULPS    Y1, Y2, Y2
	VMULPS    Y0, Y2, Y2 // never fused with the sum: it would be rounded otherwise
	VADDPS    (DI), Y2, Y2
	VMOVUPS   Y2, (DI)
	ADDQ      $8, SI
	ADDQ      $32, DI
	SUBQ      $8, CX
	JNZ       step

	VZEROUPPER
	RET

// func fetchLines(p *int8, n int)
TEXT ·fetchLines(SB), NOSPLIT, $0-16
	MOVQ p+0(FP), SI
	MOVQ n+8(FP), CX
	PREFETCHT0 -1(SI)(CX*1) // a row need not begin where a line does

line:
	PREFETCHT0 (SI)
	ADDQ       $64, SI
	SUBQ       $64, CX
	JG         line
	RET

// func panelDotsAVX2(dst, blocks, v *float32, dim, n int)
//
// Four blocks at a time, so that the sums need not wait for each other, then one
// at a time. R10 is the size of a block.
TEXT ·panelDotsAVX2(SB), NOSPLIT, $0-40
	MOVQ dst+0(FP), DI
	MOVQ blocks+8(FP), SI
	MOVQ v+16(FP), DX
	MOVQ dim+24(FP), R8
	MOVQ n+32(FP), R9
	MOVQ R8, R10
	SHLQ $5, R10

four:
	CMPQ  R9, $4
	JLT   rest
	LEAQ  (SI)(R10*2), R11
	MOVQ  DX, R12
	MOVQ  R8, CX
	VXORPS Y0, Y0, Y0
	VXORPS Y1, Y1, Y1
	VXORPS Y2, Y2, Y2
	VXORPS Y3, Y3, Y3

stepFour:
	VBROADCASTSS (R12), Y4
	VMULPS       (SI), Y4, Y5 // never fused with the sum: it would be rounded otherwise
	VADDPS       Y5, Y0, Y0
	VMULPS       (SI)(R10*1), Y4, Y6
	VADDPS       Y6, Y1, Y1
	VMULPS       (R11), Y4, Y7
	VADDPS       Y7, Y2, Y2
	VMULPS       (R11)(R10*1), Y4, Y8
	VADDPS       Y8, Y3, Y3
	ADDQ         $32, SI
	ADDQ         $32, R11
	ADDQ         $4, R12
	DECQ         CX
	JNZ          stepFour

	VMOVUPS Y0, (DI)
	VMOVUPS Y1, 32(DI)
	VMOVUPS Y2, 64(DI)
	VMOVUPS Y3, 96(DI)
	ADDQ    $128, DI
	LEAQ    (R11)(R10*1), SI
	SUBQ    $4, R9
	JMP     four

rest:
	TESTQ R9, R9
	JZ    done
	MOVQ  DX, R12
	MOVQ  R8, CX
	VXORPS Y0, Y0, Y0

stepOne:
	VBROADCASTSS (R12), Y4
	VMULPS       (SI), Y4, Y5
	VADDPS       Y5, Y0, Y0
	ADDQ         $32, SI
	ADDQ         $4, R12
	DECQ         CX
	JNZ          stepOne

	VMOVUPS Y0, (DI)
	ADDQ    $32, DI
	DECQ    R9
	JMP     rest

done:
	VZEROUPPER
	RET
