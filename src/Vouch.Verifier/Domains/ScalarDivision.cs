namespace Vouch.Verifier.Domains;

/// <summary>Division and remainder by a constant. Only the range of the instruction's width is computed; the rest is forgotten.</summary>
internal static class ScalarDivision
{
    /// <summary>Division by zero gives zero.</summary>
    public static ScalarBounds Divide(bool is32, bool isSigned, in ScalarBounds dividend, in ScalarBounds divisor)
    {
        if (is32)
        {
            if (divisor.UMin32 == 0)
                return ScalarBounds.Const(0);
            return FromRange32(isSigned ? dividend.Range32.DivideSigned(divisor.SMin32) : dividend.Range32.Divide(divisor.UMin32));
        }

        if (divisor.UMin == 0)
            return ScalarBounds.Const(0);
        return FromRange64(isSigned ? dividend.Range64.DivideSigned(divisor.SMin) : dividend.Range64.Divide(divisor.UMin));
    }

    /// <summary>The remainder of a division by zero is the dividend.</summary>
    public static ScalarBounds Modulo(bool is32, bool isSigned, in ScalarBounds dividend, in ScalarBounds divisor)
    {
        if (is32)
        {
            if (divisor.UMin32 == 0)
                return dividend;
            bool changes32 = isSigned
                ? dividend.Range32.TryModuloSigned(divisor.SMin32, out Cnum32 remainders32)
                : dividend.Range32.TryModulo(divisor.UMin32, out remainders32);
            return changes32 ? FromRange32(remainders32) : dividend;
        }

        if (divisor.UMin == 0)
            return dividend;
        bool changes64 = isSigned
            ? dividend.Range64.TryModuloSigned(divisor.SMin, out Cnum64 remainders64)
            : dividend.Range64.TryModulo(divisor.UMin, out remainders64);
        return changes64 ? FromRange64(remainders64) : dividend;
    }

    private static ScalarBounds FromRange32(Cnum32 range) => new(Tnum.Unknown, Cnum64.Unbounded, range);

    private static ScalarBounds FromRange64(Cnum64 range) => new(Tnum.Unknown, range, Cnum32.Unbounded);
}
