// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

/// @title The part that all of these tokens share: an ERC-20 whose every move goes through `move`.
abstract contract OddToken {
    string public name;
    string public symbol;
    uint256 public totalSupply;
    mapping(address holder => uint256) internal held;
    mapping(address owner => mapping(address spender => uint256)) public allowance;

    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);

    constructor(string memory name_, string memory symbol_, address holder, uint256 supply) {
        (name, symbol, totalSupply) = (name_, symbol_, supply);
        held[holder] = supply;
        emit Transfer(address(0), holder, supply);
    }

    function decimals() external view virtual returns (uint8) {
        return 18;
    }

    function balanceOf(address holder) public view virtual returns (uint256) {
        return held[holder];
    }

    function approve(address spender, uint256 amount) external returns (bool) {
        allowance[msg.sender][spender] = amount;
        emit Approval(msg.sender, spender, amount);
        return true;
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        move(msg.sender, to, amount);
        return true;
    }

    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        allowance[from][msg.sender] -= amount;
        move(from, to, amount);
        return true;
    }

    function move(address from, address to, uint256 amount) internal virtual {
        held[from] -= amount;
        held[to] += amount;
        emit Transfer(from, to, amount);
    }
}

/// @title A token that keeps one part in fifty of every transfer.
contract FeeToken is OddToken {
    address public constant COLLECTOR = address(0xfee);

    /// @notice Whether its Transfer tells what arrives, with the fee in a Transfer of its own, or claims that all arrived.
    bool public immutable honest;

    constructor(bool honest_, address holder)
        OddToken(honest_ ? "Toll Coin" : "Silent Toll Coin", honest_ ? "TOLL" : "STOLL", holder, 1e27)
    {
        honest = honest_;
    }

    function move(address from, address to, uint256 amount) internal override {
        uint256 fee = amount / 50;
        held[from] -= amount;
        held[to] += amount - fee;
        held[COLLECTOR] += fee;
        emit Transfer(from, to, honest ? amount - fee : amount);
        if (honest) emit Transfer(from, COLLECTOR, fee);
    }
}

/// @title A token whose balances all grow or shrink at once, without an event of anybody's.
contract RebasingToken is OddToken {
    /// @dev Held are fragments: a base unit is `perUnit` of them.
    uint256 private constant FRAGMENTS = 2 ** 128;
    uint256 private perUnit = FRAGMENTS;
    address private immutable monetary = msg.sender;

    event LogRebase(uint256 indexed epoch, uint256 totalSupply);

    constructor(address holder) OddToken("Elastic Coin", "ELASTIC", holder, 0) {
        totalSupply = 1e26;
        held[holder] = totalSupply * FRAGMENTS;
        emit Transfer(address(0), holder, totalSupply);
    }

    /// @param basisPoints of what a balance was, for example 10100 for one percent more
    function rebase(uint256 basisPoints) external {
        require(msg.sender == monetary, "not the monetary policy");
        perUnit = (perUnit * 10_000) / basisPoints;
        totalSupply = (totalSupply * basisPoints) / 10_000;
        emit LogRebase(block.number, totalSupply);
    }

    function balanceOf(address holder) public view override returns (uint256) {
        return held[holder] / perUnit;
    }

    function move(address from, address to, uint256 amount) internal override {
        held[from] -= amount * perUnit;
        held[to] += amount * perUnit;
        emit Transfer(from, to, amount);
    }
}

/// @title A token that says one day that it has 18 decimals, and another day that it has 6.
contract ShiftingDecimals is OddToken {
    uint8 private said = 18;

    constructor(address holder) OddToken("Shifty Coin", "SHIFT", holder, 1e27) {}

    function say(uint8 decimals_) external {
        said = decimals_;
    }

    function decimals() external view override returns (uint8) {
        return said;
    }
}

/// @title A token of two natures, as ERC-404's: whoever gets a whole one gets a number too, and both are told by Transfer.
/// @notice The number's Transfer has a fourth topic and no data, and comes from the same address as the amounts' does.
contract HybridToken is OddToken {
    uint256 public nextId = 1;

    constructor(address holder) OddToken("Hybrid Coin", "HYB", holder, 1e27) {}

    function move(address from, address to, uint256 amount) internal override {
        super.move(from, to, amount);
        if (amount >= 1e18) number(from, to, nextId++);
    }

    /// @notice Gives a number alone: nothing of any worth.
    function give(address to) external {
        number(msg.sender, to, nextId++);
    }

    function number(address from, address to, uint256 id) private {
        bytes32 topic = Transfer.selector;
        assembly ("memory-safe") {
            log4(0, 0, topic, from, to, id)
        }
    }
}
