using System.Globalization;
using Vouch.Bytecode.Isa;

namespace Vouch.Verifier.Domains;

/// <summary>Limits are arcs.</summary>
internal sealed class CircularRanges : ScalarDomain
{
    public override ScalarBounds Apply(
        AluOperation operation, bool is32, bool isSigned, in ScalarBounds destination, in ScalarBounds source) =>
        ScalarArithmetic.Apply(operation, is32 ? 32 : 64, isSigned, destination, source);

    public override ScalarBounds Follow(in ScalarBounds value, long distance, bool wrapsAt32) =>
        ScalarArithmetic.AddConstant(value, distance, wrapsAt32);

    public override BranchVerdict Decide(JumpTest test, in ScalarBounds first, in ScalarBounds second, out BranchOutcomes outcomes) =>
        BranchDecision.Decide(test, first, second, out outcomes);

    public override ScalarBounds Sync(in ScalarBounds value) => value.Sync();

    public override ScalarBounds Truncate(in ScalarBounds value, int sizeBytes) => WidthConversion.Truncate(value, sizeBytes);

    public override ScalarBounds SignExtend64(in ScalarBounds value, int sizeBytes) => WidthConversion.SignExtend64(value, sizeBytes);

    public override ScalarBounds SignExtend32(in ScalarBounds value, int sizeBytes) => WidthConversion.SignExtend32(value, sizeBytes);

    public override ScalarBounds ZeroExtend32(in ScalarBounds value) => WidthConversion.ZeroExtend32(value).Sync();

    public override ScalarBounds MoveForwards(in ScalarBounds pointer, in ScalarBounds offset) =>
        new(pointer.Bits + offset.Bits, pointer.Range64.Add(offset.Range64), Cnum32.Unbounded);

    public override ScalarBounds MoveBackwards(in ScalarBounds pointer, in ScalarBounds offset) =>
        new(pointer.Bits - offset.Bits, pointer.Range64.Subtract(offset.Range64), Cnum32.Unbounded);

    public override ScalarBounds Between(long min, long max) =>
        new ScalarBounds(Tnum.Unknown, Cnum64.FromSigned(min, max), unchecked(Cnum32.FromSigned((int)min, (int)max))).Sync();

    public override ScalarBounds Narrow(in ScalarBounds value, int min, int max) =>
        new ScalarBounds(value.Bits, Cnum64.FromSigned(min, max), Cnum32.FromSigned(min, max)).Sync();

    public override string DescribeLimits(in ScalarBounds value) =>
        $"{Arc("r64", value.Range64.Base, value.Range64.Size)} {Arc("r32", value.Range32.Base, value.Range32.Size)}";

    private static string Arc(string name, ulong start, ulong size) =>
        string.Create(CultureInfo.InvariantCulture, $"{name}={{.base=0x{start:x}, .size=0x{size:x}}}");
}
