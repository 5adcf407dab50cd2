using Vouch.Verifier.State;
using Xunit;

namespace Vouch.Verifier.Tests.State;

public class StateTextTests
{
    [Theory]
    [InlineData(15, 24)]
    [InlineData(35, 4)]
    [InlineData(36, 3)]
    [InlineData(37, 10)]
    [InlineData(44, 3)]
    [InlineData(45, 10)]
    public void A_state_stands_at_column_40_or_at_the_next_multiple_of_8(int lineLength, int blanks) =>
        Assert.Equal(blanks, StateText.Padding(lineLength));

    [Fact]
    public void Type_names_carry_their_flags_in_a_fixed_order()
    {
        RegisterType memory = new(RegisterKind.Memory, TypeFlags.MaybeNull | TypeFlags.ReadOnly | TypeFlags.Untrusted);
        Assert.Equal("rdonly_untrusted_mem_or_null", RegisterTypeText.Of(memory));
    }

    [Fact]
    public void A_nullable_btf_object_says_so_before_its_struct()
    {
        RegisterType task = new(RegisterKind.BtfObject, TypeFlags.MaybeNull | TypeFlags.Trusted);
        Assert.Equal("trusted_ptr_or_null_", RegisterTypeText.Of(task));
    }
}
