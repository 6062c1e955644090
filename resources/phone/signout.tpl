% rebase("frame", title=text("SIGN_OUT"), direction=direction, refresh="", note=note)
<section class="card">
<h1>{{text("CONFIRM_SIGN_OUT", tracker)}}</h1>
<form method="post" action="{{root}}/{{tracker}}/signout">
<input type="hidden" name="form" value="{{form}}">
<button class="button danger" type="submit">{{text("SIGN_OUT")}}</button>
</form>
<a class="button plain" href="{{root}}/#{{tracker}}">{{text("PAGE_STAY")}}</a>
</section>
