using System.Runtime.CompilerServices;
using Vouch.Verifier.State;
using Xunit;

namespace Vouch.Verifier.Tests.State;

public class RegisterStateTests
{
    [Fact]
    public void A_register_takes_104_bytes() => Assert.Equal(RegisterState.SizeInBytes, Unsafe.SizeOf<RegisterState>());

    [Fact]
    public void A_socket_found_in_the_first_map_differs_from_one_found_elsewhere()
    {
        RegisterState elsewhere = default;
        elsewhere.MarkPointer(RegisterKind.Socket);
        RegisterState inMap = elsewhere;
        inMap.Map = new MapHandle(0);
        Assert.False(RegisterState.ExactlyEqual(in elsewhere, in inMap));
        Assert.Equal(MapHandle.None, elsewhere.Map);
    }

    [Fact]
    public void A_pointer_that_turns_out_null_is_as_precise_as_the_register_was()
    {
        RegisterState register = default;
        register.MarkNotInitialized(isBpfCapable: false);
        register.MarkPointer(RegisterKind.MapValue);
        register.MarkKnown(0);
        register.Type = RegisterType.Scalar;
        Assert.True(register.IsPrecise);
    }

    [Fact]
    public void Exact_equality_looks_neither_at_ids_nor_at_precision()
    {
        RegisterState a = default;
        a.MarkKnownScalar(7, isBpfCapable: true);
        RegisterState b = a;
        b.Id = 5;
        b.IsPrecise = true;
        Assert.True(RegisterState.ExactlyEqual(in a, in b));
    }
}
